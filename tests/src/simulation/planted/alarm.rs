//! An alarm that is never heard.

use std::time::Duration;

use async_trait::async_trait;

use homing_domain::ports::Alarm;

pub(super) struct Dumb;

#[async_trait]
impl Alarm for Dumb {
    async fn ring_after(&self, _: Duration) {
        std::future::pending::<()>().await;
    }
}
