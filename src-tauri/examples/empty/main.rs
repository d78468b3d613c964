//! An empty Tauri window, the measure of `./dev bench`: what it costs to start is the floor for any window.

fn main() {
    let context = tauri::generate_context!("examples/empty/tauri.conf.json");
    if let Err(error) = tauri::Builder::default().run(context) {
        eprintln!("error: the window cannot be opened: {error}");
        std::process::exit(1);
    }
}
