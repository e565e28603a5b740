//! The preview server: an [`Output`] over HTTP on loopback. Nothing is read from disk to answer.

mod connections;
mod hosts;
mod reply;

use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::Arc;

use crate::output::Output;

use hosts::Hosts;

/// How many ports after the wanted one are tried when it is taken.
const MORE_PORTS: u16 = 20;

/// A server that has its port but does not answer yet.
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    /// The path of the home page.
    base: String,
}

impl Server {
    /// Takes `port` of `host`, or the next free one; port 0 takes any.
    pub fn bind(host: IpAddr, port: u16, base: &str) -> io::Result<Self> {
        let listener = bind_near(host, port)?;
        let address = listener.local_addr()?;
        Ok(Self { listener, address, base: base.to_owned() })
    }

    /// The address of the home page.
    pub fn url(&self) -> String {
        format!("http://{}{}", self.address, self.base)
    }

    /// Whether anyone but this machine can reach it.
    pub fn is_exposed(&self) -> bool {
        !self.address.ip().is_loopback()
    }

    /// Answers until the process is told to stop. `allowed` are names beside its own that requests may ask for.
    pub fn run(self, output: Output, allowed: &[String]) -> io::Result<()> {
        let hosts = Hosts::new(self.address, allowed);
        let shelf = Arc::new(reply::Shelf::new(output, self.base, hosts));
        connections::run(self.listener, &shelf)
    }
}

fn bind_near(host: IpAddr, port: u16) -> io::Result<TcpListener> {
    let mut taken = None;
    for port in (port..=port.saturating_add(MORE_PORTS)).take(if port == 0 { 1 } else { usize::MAX }) {
        match TcpListener::bind((host, port)) {
            Ok(listener) => return Ok(listener),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => taken = Some(error),
            Err(error) => return Err(error),
        }
    }
    Err(taken.unwrap_or_else(|| io::ErrorKind::AddrInUse.into()))
}
