//! The names a server answers to. A page of another site can make a browser ask this server under that site's name
//! (DNS rebinding); such requests carry the foreign name and are refused.

use std::net::SocketAddr;

/// Every `Host` header that is answered.
pub struct Hosts(Vec<String>);

impl Hosts {
    /// The address itself, the loopback names if it can be reached by them, and the names in `allowed`.
    pub fn new(address: SocketAddr, allowed: &[String]) -> Self {
        let port = address.port();
        let mut hosts = vec![address.to_string()];
        if address.ip().is_loopback() || address.ip().is_unspecified() {
            hosts.extend(["127.0.0.1", "localhost", "[::1]"].map(|name| format!("{name}:{port}")));
        }
        hosts.extend(allowed.iter().map(|name| format!("{}:{port}", name.to_ascii_lowercase())));
        hosts.extend(allowed.iter().map(|name| name.to_ascii_lowercase()));
        Self(hosts)
    }

    /// Whether a `Host` header names this server.
    pub fn contains(&self, host: &str) -> bool {
        self.0.iter().any(|known| known.eq_ignore_ascii_case(host))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_its_own_names_are_answered() {
        let hosts = Hosts::new(SocketAddr::from(([127, 0, 0, 1], 4000)), &["box.lan".to_owned()]);
        for own in ["127.0.0.1:4000", "localhost:4000", "LOCALHOST:4000", "[::1]:4000", "box.lan:4000", "box.lan"] {
            assert!(hosts.contains(own), "{own}");
        }
        for foreign in ["evil.example", "localhost.evil.example:4000", "127.0.0.1", "127.0.0.1:4001", "[", "", "::::"] {
            assert!(!hosts.contains(foreign), "{foreign}");
        }
    }
}
