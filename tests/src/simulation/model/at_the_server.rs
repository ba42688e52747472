//! What takes effect on the server: once, and in the order of the lane.

use super::{Invariant, Model};
use crate::simulation::server::{Effect, Server};

impl Model {
    /// Looks at what has just taken effect.
    pub(crate) fn took_effect(&mut self, effects: &[Effect], server: &Server) {
        for (place, effect) in effects.iter().enumerate() {
            let Some(promise) = self.promise_of(&effect.key) else { continue };
            if effect.again {
                self.breaches.note(Invariant::I2, format!("task {} took effect twice", promise.id));
            }
            // What the same request applied before is known to the server by now as well.
            let later = &effects[place + 1..];
            let waits = |key: &str| later.iter().any(|effect| effect.key == key);
            for earlier in self.earlier_of_its_lane(promise) {
                let is_behind = waits(&earlier.key.to_string());
                if is_behind || !earlier.is_known_to(server, &effect.user) {
                    let seen =
                        format!("task {} took effect before {}, which is earlier", promise.id, earlier.id);
                    self.breaches.note(Invariant::I3, seen);
                }
            }
        }
    }
}
