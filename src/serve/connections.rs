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
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};

use super::reply::Shelf;

/// A request's head must arrive within this time.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// Connections beyond this many wait.
const MAX_CONNECTIONS: usize = 640;
/// After a failure to accept (no file handles left, say) the next try waits this long.
const PAUSE: Duration = Duration::from_millis(50);

/// Requests under way have this long to end when the process is told to stop.
const FAREWELL: Duration = Duration::from_secs(1);

/// Answers on `listener` from `shelf` until the process is interrupted; `stop` is set then.
pub fn run(listener: std::net::TcpListener, shelf: &Arc<Shelf>, stop: &watch::Sender<bool>) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    listener.set_nonblocking(true)?;
    let router = Router::new().fallback(reply).with_state(Arc::clone(shelf));
    runtime.block_on(async {
        let listener = TcpListener::from_std(listener)?;
        let graceful = GracefulShutdown::new();
        tokio::select! {
            () = accept(&listener, router, &graceful) => {}
            interrupted = interruption() => interrupted?,
        }
        drop(listener);
        stop.send_replace(true);
        // Whoever is slower is cut off.
        let _ = tokio::time::timeout(FAREWELL, graceful.shutdown()).await;
        Ok(())
    })
}

#[cfg(unix)]
async fn interruption() -> io::Result<()> {
    let mut terminated = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted,
        _ = terminated.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn interruption() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}

async fn reply(State(shelf): State<Arc<Shelf>>, request: Request<Body>) -> Response<Body> {
    shelf.reply(&request)
}

async fn accept(listener: &TcpListener, router: Router, graceful: &GracefulShutdown) {
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else {
            return;
        };
        match listener.accept().await {
            Ok((stream, _)) => {
                let mut server = http1::Builder::new();
                server.timer(TokioTimer::new()).header_read_timeout(HEAD_TIME).max_headers(100);
                let service = TowerToHyperService::new(router.clone());
                let conversation = graceful.watch(server.serve_connection(TokioIo::new(stream), service));
                tokio::spawn(async move {
                    // A reader who goes away in the middle is nobody's error.
                    let _ = conversation.await;
                    drop(place);
                });
            }
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
}
