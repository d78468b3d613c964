//! export_files
