//! Who may sign in, and with what: access tokens that say when they end, refresh tokens that are good once.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::answer::Answer;
use super::fields::Fields;

/// Somebody with an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// What the server calls them.
    pub id: String,
    /// What they sign in with, and for the tests their name too.
    pub email: String,
    /// Their password.
    pub password: String,
    /// Whether each of their entries needs a project.
    pub employee: bool,
    /// Whether they are let in.
    pub active: bool,
}

/// Every token ever given.
#[derive(Debug)]
pub(super) struct Tokens {
    pub(super) people: Vec<Person>,
    pub(super) lives: SignedDuration,
    /// Whether a refresh token is spelled as older deployments have it.
    pub(super) older_spelling: bool,
    pub(super) refreshes: usize,
    given: usize,
    access: HashMap<String, (usize, Timestamp)>,
    refresh: HashMap<String, usize>,
}

impl Tokens {
    pub(super) fn new(people: Vec<Person>) -> Self {
        Self {
            people,
            lives: SignedDuration::from_mins(15),
            older_spelling: false,
            refreshes: 0,
            given: 0,
            access: HashMap::new(),
            refresh: HashMap::new(),
        }
    }

    pub(super) fn login(&mut self, body: &Value, now: Timestamp) -> Result<Answer, Answer> {
        let mut fields = Fields::of(body)?;
        let (email, password) = (fields.needed("email"), fields.needed("password"));
        fields.end()?;
        let known = |person: &Person| person.email == email && person.password == password;
        let person = self.people.iter().position(known);
        let person = person.ok_or_else(|| Answer::refusal(401, "Invalid credentials"))?;
        if !self.people[person].active {
            return Err(Answer::unauthorized());
        }
        let mut answer = self.give(person, now);
        answer["user"] = shown(&self.people[person]);
        Ok(Answer::of(200, answer))
    }

    pub(super) fn refresh(&mut self, body: &Value, now: Timestamp) -> Result<Answer, Answer> {
        self.refreshes += 1;
        let mut fields = Fields::of(body)?;
        let token = fields.needed(self.spelling());
        fields.end()?;
        let refused = || Answer::refusal(401, "Invalid refresh token");
        let person = *self.refresh.get(&token).ok_or_else(refused)?;
        // Whoever is not let in keeps theirs.
        if !self.people[person].active {
            return Err(Answer::unauthorized());
        }
        self.refresh.remove(&token);
        Ok(Answer::of(200, self.give(person, now)))
    }

    pub(super) fn logout(&mut self, person: usize, body: &Value) -> Result<Answer, Answer> {
        let nothing = json!({});
        let mut fields = Fields::of(if body.is_null() { &nothing } else { body })?;
        let token = fields.text(self.spelling(), usize::MAX);
        fields.end()?;
        match token {
            Some(token) => drop(self.refresh.remove(&token)),
            None => self.refresh.retain(|_, whose| *whose != person),
        }
        Ok(Answer::of(200, json!({ "message": "Logged out successfully" })))
    }

    /// Whose access token this is. Every other one is turned away in the same words.
    pub(super) fn person(&self, bearer: Option<&str>, now: Timestamp) -> Result<usize, Answer> {
        let token = bearer.and_then(|token| self.access.get(token));
        let good = token.filter(|(person, ends)| now < *ends && self.people[*person].active);
        good.map(|(person, _)| *person).ok_or_else(Answer::unauthorized)
    }

    fn spelling(&self) -> &'static str {
        if self.older_spelling { "refresh_token" } else { "refreshToken" }
    }

    fn give(&mut self, person: usize, now: Timestamp) -> Value {
        self.given += 1;
        let (number, who) = (self.given, &self.people[person]);
        let ends = now + self.lives;
        let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let access = format!(
            "{}.{}.{}",
            part(json!({ "alg": "HS256", "typ": "JWT" })),
            part(
                json!({ "sub": who.id, "email": who.email, "iat": now.as_second(), "exp": ends.as_second() })
            ),
            URL_SAFE_NO_PAD.encode(format!("unchecked signature {number}")),
        );
        let refresh = URL_SAFE_NO_PAD.encode(format!("opaque refresh token {number}"));
        // To the second, as the token says it.
        let ends = Timestamp::from_second(ends.as_second()).unwrap_or(ends);
        self.access.insert(access.clone(), (person, ends));
        self.refresh.insert(refresh.clone(), person);
        json!({ "access_token": access, "refresh_token": refresh })
    }
}

/// A person as the server shows them.
pub(super) fn shown(person: &Person) -> Value {
    json!({
        "id": person.id,
        "name": person.email,
        "email": person.email,
        "role": if person.employee { "EMPLOYEE" } else { "ADMIN" },
        "isActive": person.active,
    })
}
