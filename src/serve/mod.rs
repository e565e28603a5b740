//! The preview server: what is [`Published`] over HTTP on loopback. Nothing is read from disk to answer.

mod connections;
mod hosts;
mod reply;

mod desk;
mod pages;
mod tabs;

mod editor;
mod fingerprint;
mod published;

use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::Arc;

use hosts::Hosts;
use tokio::sync::watch;

pub use editor::{Editor, pattern_of};
pub use published::{Counts, Effort, Problems, Published, Publisher};

/// How many ports after the wanted one are tried when it is taken.
const MORE_PORTS: u16 = 20;

/// A server that has its port but does not answer yet.
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
}

impl Server {
    /// Takes `port` of `host`; port 0 takes any.
    pub fn bind(host: IpAddr, port: u16) -> io::Result<Self> {
        let listener = TcpListener::bind((host, port))?;
        let address = listener.local_addr()?;
        Ok(Self { listener, address })
    }

    /// Takes `port` of `host`, or the next that is free.
    pub fn bind_near(host: IpAddr, port: u16) -> io::Result<Self> {
        let mut ports = port..=port.saturating_add(MORE_PORTS);
        loop {
            match (ports.next().map(|port| Self::bind(host, port)), ports.is_empty()) {
                (Some(Err(error)), false) if error.kind() == io::ErrorKind::AddrInUse => {}
                (bound, _) => return bound.unwrap_or_else(|| Err(io::ErrorKind::AddrInUse.into())),
            }
        }
    }

    /// The address of the home page, if that is at `base`.
    pub fn url(&self, base: &str) -> String {
        format!("http://{}{base}", self.address)
    }

    /// Whether anyone but this machine can reach it.
    pub fn is_exposed(&self) -> bool {
        !self.address.ip().is_loopback()
    }

    /// Answers from what is published until the process is told to stop. `allowed` are names beside its own that
    /// requests may ask for.
    pub fn run(self, publisher: &Publisher, allowed: &[String]) -> io::Result<()> {
        let hosts = Hosts::new(self.address, allowed);
        let (stop, stopped) = watch::channel(false);
        let shelf = Arc::new(reply::Shelf::new(publisher.subscribe(), hosts, stopped));
        connections::run(self.listener, &shelf, &stop)
    }
}
