//! Calls over connections that are kept. One of those may have been cut since its last answer: by a machine that slept, a
//! tunnel that broke, an engine that was started again. The call that finds that out fails for no reason of its own.

use std::error::Error as _;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_util::Stream;
use http_body_util::{Either, Full, StreamBody};
use hyper::body::{Body as _, Frame, Incoming};
use hyper::rt::Executor;
use hyper::{Method, Request, Response, Uri};
use hyper_util::client::legacy::{Client, Error};
use tokio::runtime::Handle;
use tokio_util::task::AbortOnDropHandle;
use tower_service::Service;

use crate::transport::{Connector, Way, Wire};

/// What bollard calls its body.
pub(crate) type Body = Either<
    Full<Bytes>,
    StreamBody<Pin<Box<dyn Stream<Item = std::result::Result<Frame<Bytes>, std::io::Error>> + Send>>>,
>;

/// The connections that bollard's calls and all others share. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Calls {
    kept: Client<On<Connector>, Body>,
    /// Each of its calls has a connection of its own.
    fresh: Client<On<Connector>, Body>,
}

/// Connections are kept longer than whoever has them opened, and work on one runtime, whatever runtime calls come from.
#[derive(Clone)]
struct On<T> {
    runtime: Handle,
    what: T,
}

impl<F: Future<Output: Send> + Send + 'static> Executor<F> for On<()> {
    fn execute(&self, work: F) {
        self.runtime.spawn(work);
    }
}

impl Service<Uri> for On<Connector> {
    type Response = Wire;
    type Error = std::io::Error;
    type Future = Pin<Box<dyn Future<Output = std::io::Result<Wire>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        self.what.poll_ready(context)
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let connecting = AbortOnDropHandle::new(self.runtime.spawn(self.what.call(uri)));
        Box::pin(async move { connecting.await.unwrap_or_else(|error| Err(std::io::Error::other(error))) })
    }
}

impl Calls {
    /// On the present runtime; there has to be one.
    pub(crate) fn to(way: &Way) -> Self {
        let runtime = Handle::current();
        let mut client = Client::builder(On { runtime: runtime.clone(), what: () });
        let connector = On { runtime, what: Connector(way.clone()) };
        let kept = client.build(connector.clone());
        Self { kept, fresh: client.pool_max_idle_per_host(0).build(connector) }
    }

    /// A question whose connection breaks before it is answered is put once more, over a new connection: whatever cut one that
    /// was kept may have cut all of them. What changes something may have been done, and is not.
    ///
    /// # Errors
    /// The connection broke, or could not be made.
    pub(crate) async fn request(&self, request: Request<Body>) -> Result<Response<Incoming>, Error> {
        let again = question(&request);
        match (self.kept.request(request).await, again) {
            (Err(error), Some(again)) if is_broken(&error) => self.fresh.request(again).await,
            (answer, _) => answer,
        }
    }
}

/// The same once more; none of what may change something.
fn question(request: &Request<Body>) -> Option<Request<Body>> {
    let asks = matches!(*request.method(), Method::GET | Method::HEAD) && request.body().is_end_stream();
    asks.then(|| {
        let mut again = Request::new(Either::Left(Full::default()));
        *again.method_mut() = request.method().clone();
        *again.uri_mut() = request.uri().clone();
        *again.headers_mut() = request.headers().clone();
        again
    })
}

/// There was a connection, and it has ended without an answer.
fn is_broken(error: &Error) -> bool {
    let cause = error.source().and_then(|cause| cause.downcast_ref::<hyper::Error>());
    !error.is_connect() && cause.is_some_and(|cause| !cause.is_parse() && !cause.is_user() && !cause.is_timeout())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;
    use crate::transport::Address;

    /// Answers the first request of each connection, and ends it at the second without a word. Counts both.
    async fn forgetful() -> (Calls, Arc<AtomicUsize>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = Address::Tcp { host: "127.0.0.1".into(), port: listener.local_addr().unwrap().port() };
        let asked = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&asked);
        tokio::spawn(async move {
            while let Ok((mut wire, _)) = listener.accept().await {
                let count = Arc::clone(&count);
                tokio::spawn(async move {
                    let mut bytes = [0; 4096];
                    for request in 0..2 {
                        assert!(wire.read(&mut bytes).await.unwrap() > 0, "a request");
                        count.fetch_add(1, Ordering::Relaxed);
                        if request == 0 {
                            wire.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await.unwrap();
                        }
                    }
                });
            }
        });
        (Calls::to(&Way::to(address)), asked)
    }

    fn request(method: Method) -> Request<Body> {
        let request = Request::builder().method(method).uri("http://engine/_ping");
        request.body(Either::Left(Full::default())).unwrap()
    }

    #[tokio::test]
    async fn a_question_over_a_connection_that_was_cut_is_put_again() {
        let (calls, asked) = forgetful().await;
        let ask = || async { calls.request(request(Method::GET)).await.unwrap().status().is_success() };
        // Several at once, so that several connections are kept and all of them are cut.
        let first = futures_util::future::join_all((0..8).map(|_| ask())).await;
        assert!(first.into_iter().all(|answered| answered));
        let before = asked.load(Ordering::Relaxed);
        assert!(ask().await);
        assert_eq!(asked.load(Ordering::Relaxed), before + 2, "what is cut is asked once more");
    }

    #[tokio::test]
    async fn a_connection_is_kept_when_the_runtime_that_had_it_opened_is_gone() {
        let (calls, _) = forgetful().await;
        let elsewhere = calls.clone();
        let asking = tokio::task::spawn_blocking(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(elsewhere.request(request(Method::GET))).is_ok()
        });
        assert!(asking.await.unwrap());
        // Until it is back among those that are kept.
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        // Its second, which is not answered: over a new one it would be the first.
        assert!(is_broken(&calls.request(request(Method::POST)).await.unwrap_err()));
    }

    #[tokio::test]
    async fn what_may_change_something_is_not() {
        let (calls, asked) = forgetful().await;
        assert!(calls.request(request(Method::GET)).await.is_ok());
        assert!(is_broken(&calls.request(request(Method::POST)).await.unwrap_err()));
        assert_eq!(asked.load(Ordering::Relaxed), 2);
        let with_body = Request::new(Either::Left(Full::from("text")));
        assert!(question(&with_body).is_none());
    }
}
