//! The pictures of the tray, read when the program is built. `icons/make.sh` draws them.

use tauri::image::Image;
use tauri::include_image;

use super::Shape;
use super::face::Corner;

static IDLE: [Image<'static>; 3] = [
    include_image!("icons/tray/idle.png"),
    include_image!("icons/tray/idle-attention.png"),
    include_image!("icons/tray/idle-offline.png"),
];
static RUNNING: [Image<'static>; 3] = [
    include_image!("icons/tray/running.png"),
    include_image!("icons/tray/running-attention.png"),
    include_image!("icons/tray/running-offline.png"),
];
static PAUSED: [Image<'static>; 3] = [
    include_image!("icons/tray/paused.png"),
    include_image!("icons/tray/paused-attention.png"),
    include_image!("icons/tray/paused-offline.png"),
];

/// The picture of a state.
pub(super) fn of(shape: Shape, corner: Corner) -> &'static Image<'static> {
    let [empty, attention, offline] = match shape {
        Shape::Idle => &IDLE,
        Shape::Running => &RUNNING,
        Shape::Paused => &PAUSED,
    };
    match corner {
        Corner::Empty => empty,
        Corner::Attention => attention,
        Corner::Offline => offline,
    }
}
