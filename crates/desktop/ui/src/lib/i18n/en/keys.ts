// Words of the sheet with all shortcuts, in English.

export const keys = {
  title: "Keyboard shortcuts",
  does: {
    sheet: "Show this sheet",
    describe: "Say what you are doing (then Enter starts)",
    pause: "Pause or resume",
    stop: "Stop the timer",
    undo: "Undo the last change (outside of a text field)",
    add: "Add work by hand",
    screens: "Go to a screen, in the order of the navigation",
    close: "Close a dialog",
    move: "To the next or previous control",
    quit: "Quit Homing",
  },
  or: "or",
};
