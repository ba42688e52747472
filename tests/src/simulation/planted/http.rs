//! A client that takes a 401 for a success.

use std::sync::Arc;

use async_trait::async_trait;
use homing_domain::ports::{Http, HttpError, HttpRequest, HttpResponse};
use homing_wire::{Outcome, SyncRequest, SyncResponse, TaskResult};
use serde_json::Value;

pub(super) struct AllIsWell(pub(super) Arc<dyn Http>);

#[async_trait]
impl Http for AllIsWell {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let body = request.body.json().unwrap_or_default().to_vec();
        let response = self.0.send(request).await?;
        match serde_json::from_slice::<SyncRequest<Value>>(&body) {
            Ok(SyncRequest { tasks, .. }) if response.status == 401 => {
                let applied = |key| TaskResult { key, outcome: Outcome::Applied };
                let results = tasks.into_iter().map(|task| applied(task.key)).collect();
                let body = serde_json::to_vec(&SyncResponse { results }).unwrap();
                let content_type = Some("application/json".to_owned());
                Ok(HttpResponse { status: 200, content_type, body, ..response })
            }
            _ => Ok(response),
        }
    }
}
