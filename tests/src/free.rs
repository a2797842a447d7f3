//! Addresses for services that are told where to listen.

use std::net::{SocketAddr, TcpListener};
use std::sync::atomic::{AtomicU16, Ordering};

/// Ports that are given to nobody else: above those that `tests/servers` tries, below those that
/// the system gives to clients.
const PORTS: std::ops::Range<u16> = 30_000..32_700;

/// An address of the loopback on which nobody listens, and which this process has not been given
/// before: between this and its use, whoever else asks has another.
pub fn free_address() -> SocketAddr {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let count = PORTS.end - PORTS.start;
    // Another process begins elsewhere, and the next one not just beside it.
    let first = std::process::id().wrapping_mul(101) % u32::from(count);
    let first = u16::try_from(first).unwrap_or_default();
    let mut addresses = std::iter::repeat_with(|| {
        let step = NEXT.fetch_add(1, Ordering::Relaxed) % count;
        let port = PORTS.start + (first + step) % count;
        SocketAddr::from(([127, 0, 0, 1], port))
    });
    addresses
        .find(|address| TcpListener::bind(address).is_ok())
        .expect("a free port")
}
