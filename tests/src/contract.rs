//! `docs/openapi.yaml` as something that real exchanges are held against. How the server keeps each promise of it
//! is tested beside the server; here it is whether the client and the server as built speak it with each other.

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};

use crate::Exchange;

/// The contract, read.
#[derive(Debug)]
pub struct Contract(Value);

impl Contract {
    /// Reads the contract of this checkout. Objects are closed: a member that the contract does not list is one
    /// that a side sends without anybody having said what it means.
    ///
    /// # Errors
    /// It is no YAML.
    pub fn read() -> Result<Self> {
        let mut root: Value = serde_saphyr::from_str(include_str!("../../docs/openapi.yaml"))?;
        close_objects(&mut root["components"]["schemas"]);
        Ok(Self(root))
    }

    /// Fails unless the exchange is as the contract has it. Returns what it was, as in `POST /v1/sync 200`.
    ///
    /// # Errors
    /// Route, status, a header, a media type or a body is not in the contract.
    pub fn check(&self, exchange: &Exchange) -> Result<String> {
        let status = exchange.status().context("a request without an answer can't be checked")?;
        let path = self.listed(exchange.path());
        let line = format!("{} {path} {status}", exchange.method());
        self.check_parts(exchange, path, status)
            .with_context(|| format!("{line} is not what the contract says"))?;
        Ok(line)
    }

    /// The path as the contract lists it, with its parameters in braces; else as it is.
    fn listed<'a>(&'a self, path: &'a str) -> &'a str {
        let mut listed = self.0["paths"].as_object().into_iter().flatten().map(|(listed, _)| listed.as_str());
        listed.find(|listed| leads_to(listed, path)).unwrap_or(path)
    }

    fn check_parts(&self, exchange: &Exchange, path: &str, status: u16) -> Result<()> {
        let operation = &self.0["paths"][path][exchange.method().to_lowercase()];
        ensure!(operation.is_object(), "it lists no such route");
        if operation["security"].is_null() {
            ensure!(exchange.bearer().is_some(), "the request has no access token");
        }
        match &operation["requestBody"]["content"] {
            Value::Null => ensure!(exchange.request().is_null(), "the request has a body"),
            content => {
                let optional = operation["requestBody"]["required"] == json!(false);
                if !(optional && exchange.request().is_null()) {
                    let media_type = exchange.request_header("content-type").unwrap_or_default();
                    self.fits(content, media_type, &exchange.request()).context("the request")?;
                }
            }
        }
        let answer = self.resolve(&operation["responses"][status.to_string()])?;
        ensure!(answer.is_object(), "it lists no such status");
        ensure!(exchange.answer_header("date").is_some(), "the answer has no date");
        for (name, header) in answer["headers"].as_object().into_iter().flatten() {
            let header = self.resolve(header)?;
            match exchange.answer_header(&name.to_lowercase()) {
                Some(value) => self.validate(&header["schema"], &json!(value)).context(name.clone())?,
                None => ensure!(header["required"] == json!(false), "the answer has no {name}"),
            }
        }
        match &answer["content"] {
            Value::Null => ensure!(exchange.answer().is_null(), "the answer has a body"),
            content => {
                let media_type = exchange.answer_header("content-type").unwrap_or_default();
                self.fits(content, media_type, &exchange.answer()).context("the answer")?;
            }
        }
        Ok(())
    }

    fn fits(&self, content: &Value, media_type: &str, body: &Value) -> Result<()> {
        let listed = &content[media_type];
        ensure!(listed.is_object(), "the media type is {media_type:?}");
        match &listed["schema"] {
            // Bytes: the contract says no more of them.
            Value::Null => Ok(()),
            schema => self.validate(schema, body),
        }
    }

    fn validate(&self, schema: &Value, value: &Value) -> Result<()> {
        let schema = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "allOf": [schema],
            "components": self.0["components"],
        });
        let validator = jsonschema::options().should_validate_formats(true).build(&schema)?;
        let errors = validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path()));
        let errors = errors.collect::<Vec<_>>();
        if !errors.is_empty() {
            bail!("{}\nin {value:#}", errors.join("\n"));
        }
        Ok(())
    }

    fn resolve<'a>(&'a self, value: &'a Value) -> Result<&'a Value> {
        let Some(reference) = value["$ref"].as_str() else { return Ok(value) };
        let found = reference.strip_prefix('#').and_then(|pointer| self.0.pointer(pointer));
        found.with_context(|| format!("{reference} leads nowhere in the contract"))
    }
}

/// Whether a path is one that the contract lists like this.
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

fn close_objects(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            if members.get("type") == Some(&json!("object")) {
                members.entry("additionalProperties").or_insert(json!(false));
            }
            members.values_mut().for_each(close_objects);
        }
        Value::Array(items) => items.iter_mut().for_each(close_objects),
        _ => {}
    }
}
