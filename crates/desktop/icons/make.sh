#!/bin/sh
# Draws the icons from icon.svg, after a change of it. Debian: librsvg2-bin, icoutils.
set -eu
cd "$(dirname "$0")"
for size in 32 128; do
    rsvg-convert --width "$size" --height "$size" --output "${size}x$size.png" icon.svg
done
rsvg-convert --width 256 --height 256 --output icon.png icon.svg
icotool --create --output icon.ico 32x32.png
