#!/bin/sh
# Draws the icons from icon.svg, and the tray's from the shapes below, after a change of either. Debian: librsvg2-bin,
# icoutils.
set -eu
cd "$(dirname "$0")"
for size in 32 128; do
    rsvg-convert --width "$size" --height "$size" --output "${size}x$size.png" icon.svg
done
rsvg-convert --width 256 --height 256 --output icon.png icon.svg
icotool --create --output icon.ico 32x32.png

# The tray tells states by shape: a ring, a triangle or two bars for the timer; in the corner nothing, a warning triangle,
# or a crossed circle. Twice the usual 22 dots, for dense screens.
idle='<circle cx="22" cy="22" r="10" fill="none" stroke="#ffffff" stroke-width="5"/>'
running='<path d="M15 10 L35 22 L15 34 Z" fill="#ffffff"/>'
paused='<path d="M13 11 h7 v22 h-7 Z M24 11 h7 v22 h-7 Z" fill="#ffffff"/>'
attention='<path d="M32 19 L42 42 H22 Z" fill="#f2b441" stroke="#102a2e" stroke-width="3" stroke-linejoin="round"/>
<path d="M30.5 26 h3 v8 h-3 Z M30.5 36 h3 v3 h-3 Z" fill="#102a2e"/>'
offline='<circle cx="33" cy="33" r="9" fill="#ffffff" stroke="#102a2e" stroke-width="3"/>
<path d="M27 39 L39 27" stroke="#102a2e" stroke-width="4"/>'
for shape in idle running paused; do
    for corner in '' -attention -offline; do
        eval "timer=\$$shape"
        warning=
        [ -z "$corner" ] || eval "warning=\$${corner#-}"
        rsvg-convert --width 44 --height 44 --output "tray/$shape$corner.png" <<SVG
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 44 44">
<rect x="1" y="1" width="42" height="42" rx="10" fill="#1d5c63"/>$timer$warning
</svg>
SVG
    done
done
