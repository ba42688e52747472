//! A system that says what a test wants it to say.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use tokio::sync::mpsc;

use crate::ports::{SystemEvent, SystemEvents, SystemEventsError, SystemWatch};

/// The system of a test. Clones are the same one.
#[derive(Clone, Debug, Default)]
pub struct ManualSystemEvents(Arc<Mutex<Vec<mpsc::UnboundedSender<SystemEvent>>>>);

struct Watch(mpsc::UnboundedReceiver<SystemEvent>);

impl ManualSystemEvents {
    /// Tells everyone who listens.
    pub fn tell(&self, event: SystemEvent) {
        let mut listeners = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        listeners.retain(|listener| listener.send(event).is_ok());
    }
}

#[async_trait]
impl SystemEvents for ManualSystemEvents {
    async fn watch(&self) -> Result<Box<dyn SystemWatch>, SystemEventsError> {
        let (tell, heard) = mpsc::unbounded_channel();
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(tell);
        Ok(Box::new(Watch(heard)))
    }
}

#[async_trait]
impl SystemWatch for Watch {
    async fn next(&mut self) -> SystemEvent {
        match self.0.recv().await {
            Some(event) => event,
            None => std::future::pending().await,
        }
    }
}
