//! The road on real sockets of this machine. Requests are counted by the other side, never by the road itself.

mod answers;
mod cancel;
mod changes;
mod network;
mod secrets;
mod signed;
mod tokens;
