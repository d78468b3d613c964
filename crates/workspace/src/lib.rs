//! SQLite state and the operations: all that a host can ask for, with its permission
