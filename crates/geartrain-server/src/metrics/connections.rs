//! Counters of the Gearman listener.

use prometheus::{IntCounter, IntGauge, Registry};

use super::registered::{counter, gauge};

/// Connections and the bytes that went over them.
pub(super) struct ConnectionMetrics {
    pub(super) current: IntGauge,
    pub(super) opened: IntCounter,
    pub(super) refused: IntCounter,
    pub(super) handshakes_failed: IntCounter,
    pub(super) received: IntCounter,
    pub(super) sent: IntCounter,
}

impl ConnectionMetrics {
    pub(super) fn register(registry: &Registry) -> Self {
        Self {
            current: gauge(
                registry,
                "geartrain_connections",
                "Open Gearman connections.",
            ),
            opened: counter(
                registry,
                "geartrain_connections_opened_total",
                "Gearman connections accepted.",
            ),
            refused: counter(
                registry,
                "geartrain_connections_refused_total",
                "Gearman connections turned away at the limit.",
            ),
            handshakes_failed: counter(
                registry,
                "geartrain_tls_handshakes_failed_total",
                "TLS handshakes of Gearman connections that did not succeed.",
            ),
            received: counter(
                registry,
                "geartrain_received_bytes_total",
                "Bytes received on Gearman connections.",
            ),
            sent: counter(
                registry,
                "geartrain_sent_bytes_total",
                "Bytes sent on Gearman connections.",
            ),
        }
    }
}
