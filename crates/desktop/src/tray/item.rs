//! The icon on the session's bus, as a StatusNotifierItem. What it shows is a [`Face`].

use ksni::menu::StandardItem;
use ksni::{Handle, Icon, MenuItem, OfflineReason, ToolTip, TrayMethods as _};
use tokio::sync::mpsc::UnboundedSender;

use super::{Face, Shape, TrayPresence, Wish, pictures};
use crate::words::Words;

pub(crate) struct Item {
    face: Face,
    words: &'static Words,
    presence: TrayPresence,
    wishes: UnboundedSender<Wish>,
}

impl Item {
    pub(super) fn new(
        face: Face,
        words: &'static Words,
        presence: TrayPresence,
        wishes: UnboundedSender<Wish>,
    ) -> Self {
        Self { face, words, presence, wishes }
    }

    pub(super) fn show(&mut self, face: Face, words: &'static Words) {
        (self.face, self.words) = (face, words);
    }

    /// Puts it on the bus. Whoever shows trays may come later, and go: it follows.
    pub(super) async fn spawn(self) -> Option<Handle<Self>> {
        let presence = self.presence.clone();
        // Before it is asked for, as it may be told at once that nobody is there.
        presence.set(true);
        match self.assume_sni_available(true).spawn().await {
            Ok(shown) => Some(shown),
            Err(error) => {
                tracing::debug!(causes = %homing_app::Causes(&error), "there is no tray");
                presence.set(false);
                None
            }
        }
    }

    fn wish(&self, wish: Wish) {
        // Nobody hears it only while the program ends.
        let _ = self.wishes.send(wish);
    }

    fn choice(label: &str, wish: Wish) -> MenuItem<Self> {
        let activate = Box::new(move |item: &mut Self| item.wish(wish));
        StandardItem { label: literally(label), activate, ..StandardItem::default() }.into()
    }
}

/// In a menu's label an underscore marks a key.
fn literally(label: &str) -> String {
    label.replace('_', "__")
}

impl ksni::Tray for Item {
    fn id(&self) -> String {
        "homing-desktop".to_owned()
    }

    fn title(&self) -> String {
        format!("Homing: {}", self.face.title)
    }

    fn activate(&mut self, _: i32, _: i32) {
        self.wish(Wish::Open);
    }

    fn icon_pixmap(&self) -> Vec<Icon> {
        let picture = pictures::of(self.face.shape, self.face.corner);
        let size = |size: u32| i32::try_from(size).unwrap_or_default();
        let (width, height) = (size(picture.width()), size(picture.height()));
        // From red, green, blue, alpha to alpha first, as the bus has it.
        let data = picture.rgba().chunks_exact(4).flat_map(|dot| [dot[3], dot[0], dot[1], dot[2]]).collect();
        vec![Icon { width, height, data }]
    }

    fn tool_tip(&self) -> ToolTip {
        ToolTip {
            title: self.face.title.clone(),
            description: escaped(&self.face.sync),
            ..ToolTip::default()
        }
    }

    fn menu(&self) -> Vec<MenuItem<Self>> {
        let words = self.words;
        let line = |line: &String| {
            let label = literally(line);
            StandardItem { label, enabled: false, ..StandardItem::default() }.into()
        };
        let mut menu: Vec<MenuItem<Self>> = self.face.lines.iter().map(line).collect();
        menu.push(MenuItem::Separator);
        match self.face.shape {
            Shape::Idle => menu.push(Self::choice(words.start, Wish::Start)),
            Shape::Running => menu.push(Self::choice(words.pause, Wish::Pause)),
            Shape::Paused => menu.push(Self::choice(words.resume, Wish::Resume)),
        }
        if self.face.shape != Shape::Idle {
            menu.push(Self::choice(words.stop, Wish::Stop));
        }
        menu.extend([
            MenuItem::Separator,
            Self::choice(words.open, Wish::Open),
            Self::choice(words.quit, Wish::Quit),
        ]);
        menu
    }

    fn watcher_online(&self) {
        self.presence.set(true);
    }

    fn watcher_offline(&self, _: OfflineReason) -> bool {
        self.presence.set(false);
        self.wish(Wish::HostGone);
        true
    }
}

/// The description of a tooltip is a markup.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

    use ksni::Tray as _;
    use rstest::rstest;
    use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

    use super::*;
    use crate::words::Language;

    fn item(shape: Shape, language: Language) -> (Item, UnboundedReceiver<Wish>) {
        let (wishes, heard) = unbounded_channel();
        let face = Face { shape, lines: vec!["1:05 tax_2026".to_owned()], ..Face::default() };
        (Item::new(face, language.words(), TrayPresence::default(), wishes), heard)
    }

    fn choices(item: &Item) -> Vec<StandardItem<Item>> {
        let standard = item.menu().into_iter().filter_map(|row| match row {
            MenuItem::Standard(row) => Some(row),
            _ => None,
        });
        standard.collect()
    }

    #[rstest]
    #[case(Shape::Idle, &["Start again"], &[Wish::Start])]
    #[case(Shape::Running, &["Pause", "Stop"], &[Wish::Pause, Wish::Stop])]
    #[case(Shape::Paused, &["Resume", "Stop"], &[Wish::Resume, Wish::Stop])]
    fn the_menu_offers_what_the_timer_can_do(
        #[case] shape: Shape,
        #[case] labels: &[&str],
        #[case] wishes: &[Wish],
    ) {
        let (mut item, mut heard) = item(shape, Language::En);
        let choices: Vec<_> = choices(&item).into_iter().filter(|row| row.enabled).collect();
        let said: Vec<_> = choices.iter().map(|row| row.label.clone()).collect();
        assert_eq!(said, [labels, &["Open Homing", "Quit"]].concat());
        for choice in choices {
            (choice.activate)(&mut item);
        }
        let mut wished = Vec::new();
        while let Ok(wish) = heard.try_recv() {
            wished.push(wish);
        }
        assert_eq!(wished, [wishes, &[Wish::Open, Wish::Quit]].concat());
    }

    #[test]
    fn it_speaks_the_persons_language_and_keeps_underscores() {
        let (item, _heard) = item(Shape::Running, Language::Ru);
        let labels: Vec<_> = choices(&item).into_iter().map(|row| row.label).collect();
        assert_eq!(labels, ["1:05 tax__2026", "Пауза", "Стоп", "Открыть Homing", "Выйти"]);
    }

    #[test]
    fn where_nobody_shows_it_any_more_it_is_not_there_and_the_window_is_asked_for() {
        let (item, mut heard) = item(Shape::Idle, Language::En);
        item.watcher_online();
        assert!(item.presence.is_there());
        assert!(item.watcher_offline(OfflineReason::No), "whoever shows trays may come back");
        assert!(!item.presence.is_there());
        assert_eq!(heard.try_recv().unwrap(), Wish::HostGone);
    }

    #[test]
    fn each_state_has_a_shape_of_its_own() {
        use crate::tray::face::Corner;
        let mut seen = Vec::new();
        for shape in [Shape::Idle, Shape::Running, Shape::Paused] {
            for corner in [Corner::Empty, Corner::Attention, Corner::Offline] {
                let picture = pictures::of(shape, corner);
                // By what is opaque alone, whatever its colour; and by where it is dark or light.
                let outline: Vec<_> =
                    picture.rgba().chunks_exact(4).map(|dot| (dot[3] > 127, dot[1] > 127)).collect();
                if seen.contains(&outline) {
                    panic!("{shape:?} with {corner:?} looks like another one");
                }
                seen.push(outline);
            }
        }
    }
}
