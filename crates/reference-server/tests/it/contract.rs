//! `docs/openapi.yaml` as something that exchanges can be held against.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use axum::http::HeaderMap;
use jsonschema::Validator;
use serde_json::{Value, json};

/// The contract, read once for all tests.
pub(crate) static CONTRACT: LazyLock<Contract> = LazyLock::new(Contract::read);

/// What the contract says, ready to be checked.
pub(crate) struct Contract {
    /// By method and path.
    operations: BTreeMap<(String, String), Operation>,
    /// What is answered where the contract lists no path, or no method.
    not_found: Response,
    method_not_allowed: Response,
    /// `OPTIONS`, which every path answers with the headers of a 405 and no body.
    options: Response,
    problem_types: BTreeSet<String>,
}

struct Operation {
    request: Option<Validator>,
    responses: BTreeMap<u16, Response>,
}

struct Response {
    /// The media type, and what the body must be where it is JSON.
    content: Option<(String, Option<Validator>)>,
    headers: Vec<Header>,
}

struct Header {
    name: String,
    required: bool,
    validator: Validator,
}

/// What HTTP itself has on answers, whatever an API says.
const HEADERS_OF_HTTP: [&str; 6] =
    ["connection", "content-length", "content-type", "date", "transfer-encoding", "vary"];

/// One exchange, as it went.
pub(crate) struct Exchange<'a> {
    pub(crate) method: &'a str,
    /// Without the query.
    pub(crate) path: &'a str,
    /// The body, if it was declared as JSON and is JSON.
    pub(crate) request: Option<&'a Value>,
    pub(crate) status: u16,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a [u8],
}

impl Contract {
    fn read() -> Self {
        let yaml = include_str!("../../../../docs/openapi.yaml");
        let root: Value = serde_saphyr::from_str(yaml).expect("docs/openapi.yaml is YAML");
        // What a server sends is held to the letter: no member that the contract does not name. What a
        // client sends may hold more, as the contract says.
        let lenient = root["components"].clone();
        let mut strict = lenient.clone();
        forbid_unlisted_members(&mut strict["schemas"]);

        let mut operations = BTreeMap::new();
        for (path, item) in root["paths"].as_object().expect("paths") {
            for (method, operation) in item.as_object().expect("a path item") {
                let request = operation.pointer("/requestBody/content/application~1json/schema");
                let responses = operation["responses"].as_object().expect("responses").iter();
                let operation = Operation {
                    request: request.map(|schema| validator(schema, &lenient)),
                    responses: responses
                        .map(|(status, answer)| {
                            (status.parse().expect("a status"), response(&root, answer, &strict))
                        })
                        .collect(),
                };
                operations.insert((method.to_uppercase(), path.clone()), operation);
            }
        }
        let types = root.pointer("/components/schemas/ProblemType/enum").and_then(Value::as_array);
        let other_method = &root["components"]["responses"]["MethodNotAllowed"];
        Self {
            operations,
            options: Response { content: None, ..response(&root, other_method, &strict) },
            not_found: response(&root, &root["components"]["responses"]["NotFound"], &strict),
            method_not_allowed: response(&root, other_method, &strict),
            problem_types: types.expect("problem types").iter().map(text).collect(),
        }
    }

    /// Every path.
    pub(crate) fn paths(&self) -> BTreeSet<String> {
        self.operations.keys().map(|(_, path)| path.clone()).collect()
    }

    /// The methods that a path takes.
    pub(crate) fn methods(&self, path: &str) -> BTreeSet<&str> {
        self.operations
            .keys()
            .filter(|(_, listed)| listed == path)
            .map(|(method, _)| method.as_str())
            .collect()
    }

    /// The types of problems, whole.
    pub(crate) fn problem_types(&self) -> &BTreeSet<String> {
        &self.problem_types
    }

    /// All that the contract promises, each as a line: routes with their statuses, and problem types.
    pub(crate) fn promises(&self) -> BTreeSet<String> {
        let answers = self.operations.iter().flat_map(|((method, path), operation)| {
            operation.responses.keys().map(move |status| format!("{method} {path} {status}"))
        });
        answers.chain(self.problem_types.iter().cloned()).collect()
    }

    /// Fails unless the exchange is as the contract has it; tells which promises it met.
    pub(crate) fn check(&self, exchange: &Exchange<'_>) -> BTreeSet<String> {
        let Exchange { method, path, status, .. } = exchange;
        let listed = self.operations.keys().map(|(_, listed)| listed).find(|listed| leads_to(listed, path));
        let (listed_path, path) = (listed.is_some(), listed.map_or(*path, String::as_str));
        let line = format!("{method} {path} {status}");
        let operation = self.operations.get(&((*method).to_owned(), path.to_owned()));
        let answer = match operation {
            Some(operation) => operation.responses.get(status),
            None if listed_path && *method == "OPTIONS" => Some(&self.options).filter(|_| *status == 204),
            None if listed_path => Some(&self.method_not_allowed).filter(|_| *status == 405),
            None => Some(&self.not_found).filter(|_| *status == 404),
        };
        let answer = answer.unwrap_or_else(|| panic!("the contract does not list {line}"));
        let body = answer.check(&line, exchange.headers, exchange.body);

        if let Some((request, sent)) = operation.and_then(|op| op.request.as_ref()).zip(exchange.request)
            && let Some(accepted) = accepted_part(*status, sent, &body)
        {
            assert_fits(request, &accepted, &format!("the request of {line}"));
        }
        let types = problem_types(&body);
        operation.map(|_| line).into_iter().chain(types).collect()
    }
}

impl Response {
    fn check(&self, line: &str, headers: &HeaderMap, body: &[u8]) -> Value {
        for Header { name, required, validator } in &self.headers {
            match headers.get(name) {
                Some(value) => {
                    assert_fits(validator, &json!(value.to_str().unwrap()), &format!("{name} of {line}"));
                }
                None => assert!(!required, "{line} lacks the header {name}"),
            }
        }
        for name in headers.keys().filter(|name| !HEADERS_OF_HTTP.contains(&name.as_str())) {
            let listed = self.headers.iter().any(|header| header.name.eq_ignore_ascii_case(name.as_str()));
            assert!(listed, "{line} has the header {name}, which the contract does not list");
        }
        let Some((media_type, validator)) = &self.content else {
            assert!(body.is_empty(), "{line} has a body that the contract does not list");
            return Value::Null;
        };
        assert_eq!(headers["content-type"], media_type.as_str(), "the media type of {line}");
        let Some(validator) = validator else { return Value::Null };
        let body = serde_json::from_slice(body).unwrap_or_else(|error| panic!("{line}: {error}"));
        assert_fits(validator, &body, &format!("the answer of {line}"));
        body
    }
}

fn response(root: &Value, answer: &Value, components: &Value) -> Response {
    let answer = resolve(root, answer);
    let content = answer["content"].as_object().map(|content| {
        let (media_type, body) = content.iter().next().expect("a media type");
        let schema = body.get("schema").map(|schema| validator(schema, components));
        (media_type.clone(), schema)
    });
    let headers = answer["headers"].as_object().into_iter().flatten().map(|(name, header)| {
        let header = resolve(root, header);
        let required = header["required"].as_bool().expect("whether it is required");
        Header { name: name.clone(), required, validator: validator(&header["schema"], components) }
    });
    Response { content, headers: headers.collect() }
}

/// Whether a path is one that the contract lists like this, with parameters in braces.
fn leads_to(listed: &str, path: &str) -> bool {
    let (mut listed, mut path) = (listed.split('/'), path.split('/'));
    loop {
        match (listed.next(), path.next()) {
            (None, None) => return true,
            (Some(one), Some(other)) if one == other || one.starts_with('{') && !other.is_empty() => {}
            _ => return false,
        }
    }
}

fn resolve<'a>(root: &'a Value, value: &'a Value) -> &'a Value {
    match value["$ref"].as_str() {
        Some(reference) => {
            let pointer = reference.strip_prefix('#').expect("a reference within the file");
            root.pointer(pointer).unwrap_or_else(|| panic!("{reference} leads nowhere"))
        }
        None => value,
    }
}

fn validator(schema: &Value, components: &Value) -> Validator {
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "allOf": [schema],
        "components": components,
    });
    jsonschema::options().should_validate_formats(true).build(&schema).expect("a sound schema")
}

fn forbid_unlisted_members(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            let is_closed = members.contains_key("additionalProperties");
            if members.get("type") == Some(&json!("object")) && !is_closed {
                members.insert("additionalProperties".into(), json!(false));
            }
            members.values_mut().for_each(forbid_unlisted_members);
        }
        Value::Array(items) => items.iter_mut().for_each(forbid_unlisted_members),
        _ => {}
    }
}

fn assert_fits(validator: &Validator, value: &Value, what: &str) {
    let errors: Vec<_> =
        validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{what} is not what the contract says:\n{}\n{value:#}", errors.join("\n"));
}

/// What the server took of a request as good: all of it, or the tasks that it applied.
fn accepted_part(status: u16, sent: &Value, answer: &Value) -> Option<Value> {
    if status >= 300 {
        return None;
    }
    let mut accepted = sent.clone();
    if let Some(tasks) = accepted.get_mut("tasks").and_then(Value::as_array_mut) {
        let mut applied = results(answer).map(|result| result["result"] == "applied");
        tasks.retain(|_| applied.next().expect("one result for each task"));
        if tasks.is_empty() {
            return None;
        }
    }
    Some(accepted)
}

fn problem_types(body: &Value) -> Vec<String> {
    let own = body.get("type");
    own.into_iter()
        .chain(results(body).filter_map(|result| result.pointer("/problem/type")))
        .map(text)
        .collect()
}

fn results(body: &Value) -> impl Iterator<Item = &Value> {
    body["results"].as_array().into_iter().flatten()
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}
