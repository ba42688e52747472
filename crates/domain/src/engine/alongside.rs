//! Waiting for the store while deliveries are under way.

use std::collections::VecDeque;

use futures_util::StreamExt;
use futures_util::future::{Either, select};
use futures_util::stream::FuturesUnordered;

/// Does `work` while deliveries go on. One of them may stand in front of it in the line for the store: were it not
/// moved on, both would wait for ever.
pub(super) async fn alongside<T, D: Future>(
    under_way: &mut FuturesUnordered<D>,
    arrived: &mut VecDeque<D::Output>,
    work: impl Future<Output = T>,
) -> T {
    let mut work = std::pin::pin!(work);
    loop {
        if under_way.is_empty() {
            return work.await;
        }
        match select(work.as_mut(), under_way.next()).await {
            Either::Left((done, _)) => return done,
            Either::Right((delivered, _)) => arrived.extend(delivered),
        }
    }
}
