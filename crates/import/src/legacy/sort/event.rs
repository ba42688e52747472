//! What an event of the queue says, out of the fields of its payload. Not which piece of work it belongs to.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use homing_domain::time::EarlierPicture;
use serde_json::{Map, Value};

/// What an id begins with that the earlier app made up itself while there was no network.
const MADE_UP: &str = "temp-";

/// How much of an event that is not known is told, in characters.
const TOLD_MOST_CHARS: usize = 1_000;

/// What an event says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Said {
    Timer(TimerSaid),
    Picture { picture: EarlierPicture, entry: Option<String> },
    Unknown { description: String, project: Option<String>, entry: Option<String> },
}

/// What an event of the timer says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum TimerSaid {
    Start { project: Option<String>, description: String },
    Pause(Id),
    Resume(Id),
    Stop(Id),
}

/// What an entry is called.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Id {
    /// By the server.
    Server(String),
    /// By the earlier app alone.
    MadeUp(String),
}

impl Id {
    pub(super) fn new(id: &str) -> Option<Self> {
        match id {
            "" => None,
            made_up if made_up.starts_with(MADE_UP) => Some(Self::MadeUp(made_up.to_owned())),
            server => Some(Self::Server(server.to_owned())),
        }
    }

    pub(super) fn of_the_server(self) -> Option<String> {
        match self {
            Self::Server(id) => Some(id),
            Self::MadeUp(_) => None,
        }
    }
}

impl Said {
    /// `None` where the payload is not what the earlier app wrote for such an event.
    pub(super) fn new(event: &str, fields: &Map<String, Value>) -> Option<Self> {
        let id = || Id::new(fields.get("id")?.as_str()?);
        Some(match event {
            "time_entry_start" => Self::Timer(TimerSaid::Start {
                project: optional(fields, "projectId")?.filter(|project| !project.is_empty()),
                description: optional(fields, "description")?.unwrap_or_default(),
            }),
            "time_entry_pause" => Self::Timer(TimerSaid::Pause(id()?)),
            "time_entry_resume" => Self::Timer(TimerSaid::Resume(id()?)),
            "time_entry_stop" => Self::Timer(TimerSaid::Stop(id()?)),
            "screenshot" => {
                let entry = optional(fields, "timeEntryId")?;
                let picture = picture(fields.get("imageData")?.as_str()?)?;
                Self::Picture {
                    picture,
                    entry: entry.as_deref().and_then(Id::new).and_then(Id::of_the_server),
                }
            }
            unknown => Self::Unknown {
                description: told(unknown, fields),
                project: text(fields, "projectId").map(str::to_owned),
                entry: ["id", "timeEntryId"]
                    .into_iter()
                    .find_map(|name| Id::new(text(fields, name)?)?.of_the_server()),
            },
        })
    }
}

/// A field that may be left out; `None` where it is there and no text.
fn optional(fields: &Map<String, Value>, name: &str) -> Option<Option<String>> {
    match fields.get(name) {
        None | Some(Value::Null) => Some(None),
        Some(Value::String(text)) => Some(Some(text.clone())),
        Some(_) => None,
    }
}

fn text<'f>(fields: &'f Map<String, Value>, name: &str) -> Option<&'f str> {
    fields.get(name)?.as_str().filter(|text| !text.is_empty())
}

/// What a person is told of an event that is not known: its own words, else all that it says.
fn told(event: &str, fields: &Map<String, Value>) -> String {
    text(fields, "description").map_or_else(
        || format!("{event} {}", Value::Object(fields.clone())).chars().take(TOLD_MOST_CHARS).collect(),
        str::to_owned,
    )
}

/// A picture out of a data URL (RFC 2397).
fn picture(url: &str) -> Option<EarlierPicture> {
    let (head, data) = url.strip_prefix("data:")?.split_once(',')?;
    let media_type = head.strip_suffix(";base64")?;
    let bytes = STANDARD.decode(data).ok()?;
    if media_type.is_empty() || bytes.is_empty() {
        return None;
    }
    Some(EarlierPicture { media_type: media_type.to_owned(), bytes })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn said(event: &str, fields: &Value) -> Option<Said> {
        Said::new(event, fields.as_object()?)
    }

    #[test]
    fn a_start_may_leave_out_all_but_must_not_say_something_else() {
        let start = |project: Option<&str>, description: &str| {
            Some(Said::Timer(TimerSaid::Start {
                project: project.map(str::to_owned),
                description: description.to_owned(),
            }))
        };
        let full = json!({"description": "Alpha", "projectId": "p1", "userId": "u1"});
        assert_eq!(said("time_entry_start", &full), start(Some("p1"), "Alpha"));
        assert_eq!(said("time_entry_start", &json!({"projectId": null})), start(None, ""));
        assert_eq!(said("time_entry_start", &json!({"projectId": 7})), None);
    }

    #[test]
    fn an_event_of_an_entry_names_it() {
        let server = Said::Timer(TimerSaid::Pause(Id::Server("E1".to_owned())));
        assert_eq!(said("time_entry_pause", &json!({"id": "E1"})), Some(server));
        let made_up = Said::Timer(TimerSaid::Stop(Id::MadeUp("temp-1".to_owned())));
        assert_eq!(said("time_entry_stop", &json!({"id": "temp-1"})), Some(made_up));
        for other in [json!({}), json!({"id": 1}), json!({"id": ""})] {
            assert_eq!(said("time_entry_resume", &other), None);
        }
    }

    #[test]
    fn a_picture_comes_out_of_its_data_url() {
        let picture = |media_type: &str, entry: Option<&str>| {
            Some(Said::Picture {
                picture: EarlierPicture { media_type: media_type.to_owned(), bytes: vec![1, 2, 3] },
                entry: entry.map(str::to_owned),
            })
        };
        let of =
            |url: &str, entry: &str| said("screenshot", &json!({"imageData": url, "timeEntryId": entry}));
        assert_eq!(of("data:image/jpeg;base64,AQID", "E1"), picture("image/jpeg", Some("E1")));
        assert_eq!(of("data:image/png;base64,AQID", "temp-1"), picture("image/png", None));
        for no_picture in
            ["", "AQID", "data:image/png,AQID", "data:image/png;base64,?", "data:image/png;base64,"]
        {
            assert_eq!(of(no_picture, "E1"), None, "{no_picture}");
        }
    }

    #[test]
    fn an_event_that_is_not_known_is_told_in_its_own_words() {
        let unknown = |description: &str| {
            Some(Said::Unknown {
                description: description.to_owned(),
                project: None,
                entry: Some("E1".to_owned()),
            })
        };
        let plain = json!({"id": "E1", "description": "what"});
        assert_eq!(said("heartbeat", &plain), unknown("what"));
        assert_eq!(said("heartbeat", &json!({"id": "E1"})), unknown(r#"heartbeat {"id":"E1"}"#));
    }
}
