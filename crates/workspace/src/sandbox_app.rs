//! sandbox_app
