//! The signals that end a command: Ctrl-C, and on Unix SIGTERM.

use patchbay_workspace::{Code, Error};

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Listens from its making on: a signal that comes before [`next`](Self::next) is called is not lost.
pub struct Signals {
    #[cfg(unix)]
    interrupt: Signal,
    #[cfg(unix)]
    terminate: Signal,
    #[cfg(windows)]
    interrupt: tokio::signal::windows::CtrlC,
}

impl Signals {
    /// Takes the signals over from the system, which would end the process.
    pub fn listen() -> Result<Self, Error> {
        #[cfg(unix)]
        let listening = (|| {
            Ok(Self {
                interrupt: signal(SignalKind::interrupt())?,
                terminate: signal(SignalKind::terminate())?,
            })
        })();
        #[cfg(windows)]
        let listening = tokio::signal::windows::ctrl_c().map(|interrupt| Self { interrupt });
        listening.map_err(|e: std::io::Error| {
            Error::new(
                Code::Internal,
                format!("signals cannot be listened to: {e}"),
            )
        })
    }

    /// Waits for the next one.
    pub async fn next(&mut self) {
        #[cfg(unix)]
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
        #[cfg(windows)]
        self.interrupt.recv().await;
    }
}
