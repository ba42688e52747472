//! Whether a request as a whole can be read. Pure: what is wrong inside one task is not judged here.

use std::collections::HashSet;

use homing_wire::SyncRequest;
use serde::de::DeserializeOwned;

use super::instants::is_id;

/// A request can't be read; nothing of it was done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct Unreadable {
    /// A whole sentence that repeats nothing of the request.
    pub detail: &'static str,
    /// The member that is wrong, as a path from the root of the body or as a parameter's name.
    pub field: Option<String>,
}

impl Unreadable {
    pub(crate) fn at(field: impl Into<String>, detail: &'static str) -> Self {
        Self { detail, field: Some(field.into()) }
    }
}

/// Reads a JSON object of a known shape.
///
/// The parser's own message is left out: it quotes what it met.
pub(crate) fn read_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Unreadable> {
    // Without this a bare array would do: serde takes its items for the members, in order.
    if bytes.trim_ascii_start().first() != Some(&b'{') {
        return Err(Unreadable { detail: "The body is not a JSON object.", field: None });
    }
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        if error.inner().is_data() {
            misshapen(error.path())
        } else {
            Unreadable { detail: "The body is not JSON.", field: None }
        }
    })?;
    match json.end() {
        Ok(()) => Ok(value),
        Err(_) => Err(Unreadable { detail: "The body goes on after its JSON has ended.", field: None }),
    }
}

/// Says where a value is that does not have the shape it needs.
pub(super) fn misshapen(path: &serde_path_to_error::Path) -> Unreadable {
    let path = path.to_string();
    let detail = "A member is missing here, or has the wrong type or a word that is not known.";
    Unreadable { detail, field: (path != ".").then_some(path) }
}

/// A batch is not as it must be; nothing of it was done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum EnvelopeError {
    /// It is no batch.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// It holds more tasks than the server announces.
    #[error(transparent)]
    TooMany(Unreadable),
}

/// Checks what makes a batch a batch.
pub(crate) fn check_envelope<B>(request: &SyncRequest<B>, max_tasks: u32) -> Result<(), EnvelopeError> {
    if !is_id(&request.device) {
        let detail = "An id is a UUID of version 4 in lower case with hyphens.";
        return Err(Unreadable::at("device", detail).into());
    }
    if request.tasks.is_empty() {
        return Err(Unreadable::at("tasks", "A request carries at least one task.").into());
    }
    if !u32::try_from(request.tasks.len()).is_ok_and(|tasks| tasks <= max_tasks) {
        let detail = "These are more tasks than /v1/capabilities announces.";
        return Err(EnvelopeError::TooMany(Unreadable::at("tasks", detail)));
    }
    let mut met = HashSet::new();
    match request.tasks.iter().position(|task| !met.insert(task.key.as_str())) {
        None => Ok(()),
        Some(n) => {
            let detail = "A key stands for one task; here an earlier task of the request has it too.";
            Err(Unreadable::at(format!("tasks[{n}].key"), detail).into())
        }
    }
}

#[cfg(test)]
mod tests {
    use homing_wire::Task;

    use super::*;

    fn request(keys: impl IntoIterator<Item = String>) -> SyncRequest<()> {
        let task = |key| Task {
            key,
            lane: String::new(),
            kind: String::new(),
            occurred_at: String::new(),
            body: (),
        };
        SyncRequest {
            device: "7d3c1a90-5a0b-4a55-8f0e-0d6f0f4d9b21".into(),
            tasks: keys.into_iter().map(task).collect(),
        }
    }

    fn keys(count: usize) -> impl Iterator<Item = String> {
        (0..count).map(|n| n.to_string())
    }

    #[test]
    fn a_batch_has_one_task_to_as_many_as_are_announced() {
        for (announced, count, good) in [
            (100, 0, false),
            (100, 1, true),
            (100, 100, true),
            (100, 101, false),
            (7, 7, true),
            (7, 8, false),
        ] {
            assert_eq!(check_envelope(&request(keys(count)), announced).is_ok(), good, "{count}");
        }
        let too_many = check_envelope(&request(keys(8)), 7);
        assert!(matches!(too_many, Err(EnvelopeError::TooMany(_))), "which a smaller batch mends");
    }

    #[test]
    fn one_key_twice_makes_the_whole_request_unreadable() {
        let twice = request(["a", "b", "a"].map(String::from));
        let detail = "A key stands for one task; here an earlier task of the request has it too.";
        let expected = Unreadable::at("tasks[2].key", detail);
        assert_eq!(check_envelope(&twice, 100), Err(expected.into()));
    }

    #[test]
    fn what_is_wrong_is_named_and_never_quoted() {
        let read = |text: &str| read_json::<SyncRequest<()>>(text.as_bytes()).err();
        let field = |text| read(text).and_then(|unreadable| unreadable.field);
        assert_eq!(field(r#"{"device":"d","tasks":[{"key":"secret"}]}"#).as_deref(), Some("tasks[0]"));
        assert_eq!(field(r#"{"device":{"secret":1}}"#).as_deref(), Some("device"));
        for unreadable in ["", "secret", "[]", "{", r#"{"device":"d","tasks":[]} secret"#] {
            assert_eq!(read(unreadable).map(|unreadable| unreadable.field), Some(None), "{unreadable:?}");
        }
        let shown = format!("{:?}", read(r#"{"device":{"secret":1}}"#));
        assert!(!shown.contains("secret"), "{shown}");
    }
}
