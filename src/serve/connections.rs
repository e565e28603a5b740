//! Sockets: accepting them, giving up on slow ones, and stopping. The connections are hyper's own because only there can
//! a time limit be set on the request's head.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Request, Response};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use super::reply::Shelf;

/// A request's head must arrive within this time.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// Connections beyond this many wait.
const MAX_CONNECTIONS: usize = 512;
/// After a failure to accept (no file handles left, say) the next try waits this long.
const PAUSE: Duration = Duration::from_millis(50);

/// Answers on `listener` from `shelf` until the process is interrupted.
pub fn run(listener: std::net::TcpListener, shelf: &Arc<Shelf>) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    listener.set_nonblocking(true)?;
    let router = Router::new().fallback(reply).with_state(Arc::clone(shelf));
    runtime.block_on(async {
        let listener = TcpListener::from_std(listener)?;
        tokio::select! {
            () = accept(&listener, router) => Ok(()),
            interrupted = tokio::signal::ctrl_c() => interrupted,
        }
    })
}

async fn reply(State(shelf): State<Arc<Shelf>>, request: Request<Body>) -> Response<Body> {
    shelf.reply(&request)
}

async fn accept(listener: &TcpListener, router: Router) {
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else {
            return;
        };
        match listener.accept().await {
            Ok((stream, _)) => {
                let router = router.clone();
                tokio::spawn(async move {
                    converse(stream, router).await;
                    drop(place);
                });
            }
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
}

async fn converse(stream: TcpStream, router: Router) {
    let mut server = http1::Builder::new();
    server.timer(TokioTimer::new()).header_read_timeout(HEAD_TIME).max_headers(100);
    // A reader who goes away in the middle is nobody's error.
    let _ = server.serve_connection(TokioIo::new(stream), TowerToHyperService::new(router)).await;
}
