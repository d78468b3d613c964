//! A network that breaks when the test says so: a port before the server that lets through so many bytes of answers.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, watch};

pub struct Network {
    pub port: u16,
    shared: Arc<Shared>,
    whole: watch::Sender<bool>,
}

#[derive(Default)]
struct Shared {
    /// Bytes of answers that still come through.
    left: AtomicI64,
    /// Bytes of answers that came through.
    passed: AtomicU64,
    /// What happens at the end of them: the connection breaks, or stands still until it is mended.
    stalls: bool,
    reached: Notify,
}

impl Network {
    /// Lets `bytes` of answers through, then every connection breaks (or stalls) until it is mended.
    pub async fn before(server: u16, bytes: i64, stalls: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (whole, mended) = watch::channel(false);
        let shared = Arc::new(Shared {
            left: AtomicI64::new(bytes),
            stalls,
            ..Shared::default()
        });
        let here = Arc::clone(&shared);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let Ok(server) = TcpStream::connect(("127.0.0.1", server)).await else {
                    break;
                };
                tokio::spawn(carry(client, server, Arc::clone(&here), mended.clone()));
            }
        });
        Self {
            port,
            shared,
            whole,
        }
    }

    /// From now on, everything comes through.
    pub fn mend(&self) {
        self.shared.left.store(i64::MAX / 2, Ordering::SeqCst);
        self.whole.send_replace(true);
    }

    /// Waits until the bytes are used up.
    pub async fn is_reached(&self) {
        self.shared.reached.notified().await;
    }

    /// Bytes of answers that came through.
    pub fn passed(&self) -> u64 {
        self.shared.passed.load(Ordering::SeqCst)
    }
}

async fn carry(
    client: TcpStream,
    server: TcpStream,
    shared: Arc<Shared>,
    mut mended: watch::Receiver<bool>,
) {
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    tokio::spawn(async move {
        let _ = tokio::io::copy(&mut from_client, &mut to_server).await;
    });
    let mut buffer = vec![0; 64 << 10];
    while let Ok(read @ 1..) = from_server.read(&mut buffer).await {
        let bytes = i64::try_from(read).unwrap();
        if shared.left.fetch_sub(bytes, Ordering::SeqCst) < bytes {
            shared.reached.notify_one();
            if !shared.stalls || mended.wait_for(|whole| *whole).await.is_err() {
                return;
            }
        }
        if to_client.write_all(&buffer[..read]).await.is_err() {
            return;
        }
        shared.passed.fetch_add(read as u64, Ordering::SeqCst);
    }
}
