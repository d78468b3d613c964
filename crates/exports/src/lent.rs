//! Bytes of a file in memory without a copy of them, lent by the kernel's page cache.
//!
//! To copy a file that is in the page cache takes longer than to look at it. A mapping avoids that, and has two
//! dangers: the bytes may change under a reader, and a reader of pages that cannot be had is killed by SIGBUS. So a
//! part is lent only while the kernel holds off whoever wants to change the file (a read lease, which they wait for,
//! and which ends as soon as nothing is lent any more), and only if all of it is in memory already, so that no disk can
//! fail. Whoever gets nothing lent reads a copy: from a cold disk, on another system, from a file that somebody has open
//! for writing, waits to change, or that belongs to another user, and from any file system but those of local disks,
//! because what another machine does to a file waits for no lease of ours.
//!
//! Who writes to the file on a thread to which it is lent would wait for itself. What is left besides: a process that
//! is stopped in the middle of a part for longer than the kernel lets others wait (`/proc/sys/fs/lease-break-time`,
//! 45 s), while somebody truncates the file.

use std::fs::File;
use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use memmap2::Mmap;

/// Bytes of the file that are mapped at once. Mapping less takes longer for each byte.
const WINDOW: u64 = 8 << 20;

/// Less than this is copied as quickly. Under test, little texts are lent as well.
pub(crate) const WORTH_IT: u64 = if cfg!(test) { 1 } else { 256 << 10 };

/// Bytes after a window that are mapped with it, so that what begins in it can be read to its end.
const REACH: u64 = 1 << 20;

/// Lends parts of one file.
#[derive(Debug, Default)]
pub(crate) struct Lender {
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    /// The file, while there is a lease on it: as long as something is mapped.
    leased: Option<Arc<File>>,
    mapped: usize,
    /// What is mapped, by the numbers of the windows.
    windows: Vec<(u64, Weak<Window>)>,
    /// The window that was last seen not to be in memory.
    cold: Option<u64>,
}

/// A part of a file that is mapped.
#[derive(Debug)]
struct Window {
    map: Option<Mmap>,
    state: Arc<Mutex<State>>,
}

/// Bytes of a file, which do not change.
#[derive(Debug, Clone)]
pub(crate) struct Lent {
    window: Arc<Window>,
    from: usize,
}

impl Lender {
    /// The bytes from `from` on, at least up to `to`, of a file that is so long.
    pub(crate) fn lend(&self, file: &Arc<File>, length: u64, from: u64, to: u64) -> Option<Lent> {
        let number = from / WINDOW;
        let begin = number * WINDOW;
        let end = (begin + WINDOW + REACH).min(length);
        let offset = usize::try_from(from - begin).ok()?;
        if to > end || to - from < WORTH_IT {
            return None;
        }
        let mut state = lock(&self.state);
        if state.cold == Some(number) {
            return None;
        }
        if state.leased.is_none() {
            kernel::take_lease(file).ok()?;
            state.leased = Some(Arc::clone(file));
        } else if !kernel::is_leased(file) {
            return None; // somebody waits until nothing is lent any more
        }
        let known = state.windows.iter().find(|(n, _)| *n == number);
        let known = known.and_then(|(_, window)| window.upgrade());
        let window = known.or_else(|| {
            state.cold = Some(number);
            let map = kernel::map(file, begin, usize::try_from(end - begin).ok()?).ok()?;
            state.cold = None;
            let window = Arc::new(Window {
                map: Some(map),
                state: Arc::clone(&self.state),
            });
            state.mapped += 1;
            state.windows.retain(|(_, w)| w.strong_count() > 0);
            state.windows.push((number, Arc::downgrade(&window)));
            Some(window)
        });
        state.end_unless_needed();
        Some(Lent {
            window: window?,
            from: offset,
        })
    }
}

impl State {
    fn end_unless_needed(&mut self) {
        if self.mapped == 0
            && let Some(file) = self.leased.take()
        {
            kernel::end_lease(&file);
        }
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        self.map = None; // before anybody may change the file
        let mut state = lock(&self.state);
        state.mapped -= 1;
        state.end_unless_needed();
    }
}

impl Deref for Lent {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        let map = self.window.map.as_deref().unwrap_or_default();
        &map[self.from..]
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(target_os = "linux")]
#[allow(
    unsafe_code,
    reason = "leases and mappings are had from the kernel alone; why each call is sound is said beside it"
)]
mod kernel {
    use std::fs::File;
    use std::io;
    use std::os::fd::AsRawFd;

    use memmap2::{Mmap, MmapOptions};

    /// `F_SETSIG`, which the bindings do not have.
    const SET_SIGNAL: i32 = 10;

    /// The number of `cachestat`, which the bindings do not have for all processors; it is the same for all of ours.
    const CACHE_STATUS: libc::c_long = 451;

    /// Maps so many bytes of a leased file from a border of pages on, if they are all in memory.
    pub(super) fn map(file: &File, from: u64, length: usize) -> io::Result<Mmap> {
        // SAFETY: the caller holds a lease, so that nobody writes to the file or truncates it while the map exists; it
        // is dropped before the lease ends.
        let map = unsafe { MmapOptions::new().offset(from).len(length).map(file) }?;
        if !is_cached(file, from, length)? {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        Ok(map)
    }

    /// Whether all of these bytes are in the page cache. Linux can tell since 6.5.
    fn is_cached(file: &File, from: u64, length: usize) -> io::Result<bool> {
        // SAFETY: no memory is passed.
        let page = u64::try_from(unsafe { libc::sysconf(libc::_SC_PAGESIZE) });
        let page = page.map_err(|_| io::ErrorKind::Unsupported)?;
        let range = [from, length as u64];
        // Pages that are cached, changed, being written, evicted and lately evicted.
        let mut pages = [0_u64; 5];
        // SAFETY: both live through the call and have the sizes that it reads and writes: two numbers, and five.
        let asked = unsafe {
            libc::syscall(
                CACHE_STATUS,
                file.as_raw_fd(),
                range.as_ptr(),
                pages.as_mut_ptr(),
                0,
            )
        };
        if asked != 0 {
            return Err(io::Error::last_os_error());
        }
        Ok(pages[0] >= (length as u64).div_ceil(page))
    }

    /// File systems whose files nobody can change but by way of this kernel.
    const LOCAL: [libc::c_long; 5] = [
        libc::EXT4_SUPER_MAGIC,
        libc::XFS_SUPER_MAGIC,
        libc::BTRFS_SUPER_MAGIC,
        libc::F2FS_SUPER_MAGIC,
        libc::TMPFS_MAGIC,
    ];

    fn is_local(file: &File) -> io::Result<bool> {
        let mut status = std::mem::MaybeUninit::<libc::statfs>::uninit();
        // SAFETY: it lives through the call and has the size that is written.
        if unsafe { libc::fstatfs(file.as_raw_fd(), status.as_mut_ptr()) } != 0 {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: the call has filled it in.
        let status = unsafe { status.assume_init() };
        Ok(LOCAL.contains(&status.f_type))
    }

    /// Takes a read lease on a file of a local disk that was opened for reading, unless somebody has it open for
    /// writing.
    pub(super) fn take_lease(file: &File) -> io::Result<()> {
        if !is_local(file)? {
            return Err(io::ErrorKind::Unsupported.into());
        }
        // The kernel sends a signal when somebody wants to change the file. By itself it would be SIGIO, which ends
        // the process; this one is ignored, and the lease is asked about instead.
        control(file, SET_SIGNAL, libc::SIGURG)?;
        control(file, libc::F_SETLEASE, libc::F_RDLCK)?;
        Ok(())
    }

    /// Whether the lease still stands and nobody waits for its end.
    pub(super) fn is_leased(file: &File) -> bool {
        control(file, libc::F_GETLEASE, 0).is_ok_and(|kind| kind == libc::F_RDLCK)
    }

    pub(super) fn end_lease(file: &File) {
        // If the kernel has taken it already there is nothing to end.
        let _ = control(file, libc::F_SETLEASE, libc::F_UNLCK);
    }

    fn control(file: &File, command: i32, argument: i32) -> io::Result<i32> {
        // SAFETY: these commands take numbers and touch no memory of ours.
        let answer = unsafe { libc::fcntl(file.as_raw_fd(), command, argument) };
        if answer < 0 {
            return Err(io::Error::last_os_error());
        }
        Ok(answer)
    }
}

/// No leases that would be good enough, and so nothing is lent.
#[cfg(not(target_os = "linux"))]
mod kernel {
    use std::fs::File;
    use std::io;

    use memmap2::Mmap;

    pub(super) fn take_lease(_: &File) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(super) fn is_leased(_: &File) -> bool {
        false
    }

    pub(super) fn end_lease(_: &File) {}

    pub(super) fn map(_: &File, _: u64, _: usize) -> io::Result<Mmap> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use std::fs::{self, OpenOptions};
    use std::path::{Path, PathBuf};
    use std::sync::mpsc;
    use std::thread;

    use super::*;

    const LENGTH: u64 = 3 * WINDOW;

    /// A file whose bytes tell where they are; `None` where the file system lends nothing at all.
    fn scratch(folder: &Path) -> Option<(PathBuf, Vec<u8>, Arc<File>)> {
        let path = folder.join("export.csv");
        let mut bytes = vec![0; usize::try_from(LENGTH).unwrap()];
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::try_from(at / 1_000 % 251).unwrap();
        }
        fs::write(&path, &bytes).unwrap();
        let file = Arc::new(File::open(&path).unwrap());
        if let Err(e) = kernel::take_lease(&file).and_then(|()| kernel::map(&file, 0, 1)) {
            println!("nothing is lent here: {e}");
            return None;
        }
        kernel::end_lease(&file);
        Some((path, bytes, file))
    }

    fn lend(lender: &Lender, file: &Arc<File>, from: u64, to: u64) -> Option<Lent> {
        lender.lend(file, LENGTH, from, to)
    }

    #[test]
    fn what_is_lent_is_what_is_in_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let Some((_, bytes, file)) = scratch(folder.path()) else {
            return;
        };
        let lender = Lender::default();
        for (from, to) in [
            (0, 10),
            (WINDOW - 5, WINDOW + 5),
            (7, WINDOW + REACH),
            (WINDOW, 2 * WINDOW),
            (LENGTH - 1, LENGTH),
        ] {
            let lent = lend(&lender, &file, from, to).unwrap();
            let range = usize::try_from(from).unwrap()..usize::try_from(to).unwrap();
            assert_eq!(lent[..range.len()], bytes[range], "{from} to {to}");
        }
        for (from, to) in [(0, WINDOW + REACH + 1), (LENGTH - 1, LENGTH + 1)] {
            assert!(lend(&lender, &file, from, to).is_none(), "{from} to {to}");
        }
    }

    #[test]
    fn who_wants_to_change_the_file_waits_until_all_is_given_back() {
        let folder = tempfile::tempdir().unwrap();
        let Some((path, bytes, file)) = scratch(folder.path()) else {
            return;
        };
        let lender = Lender::default();
        let one = lend(&lender, &file, 0, 10).unwrap();
        let two = lend(&lender, &file, WINDOW, WINDOW + 10).unwrap();
        let (done, seen) = mpsc::channel();
        let writer = thread::spawn(move || {
            let file = OpenOptions::new().write(true).open(path).unwrap();
            file.set_len(1).unwrap();
            done.send(file.metadata().unwrap().len()).unwrap();
        });
        // Nothing more is lent once somebody waits.
        while lend(&lender, &file, 0, 10).is_some() {
            thread::yield_now();
        }
        drop(one);
        let place = usize::try_from(WINDOW).unwrap();
        assert_eq!(two[..10], bytes[place..place + 10], "it is as it was");
        assert!(seen.try_recv().is_err(), "changed while it was lent");
        drop(two);
        assert_eq!(seen.recv().unwrap(), 1);
        writer.join().unwrap();
    }

    #[test]
    fn nothing_is_lent_of_a_file_that_somebody_may_write_to() {
        let folder = tempfile::tempdir().unwrap();
        let Some((path, _, file)) = scratch(folder.path()) else {
            return;
        };
        let lender = Lender::default();
        let writer = OpenOptions::new().write(true).open(path).unwrap();
        assert!(lend(&lender, &file, 0, 10).is_none());
        drop(writer);
        assert!(lend(&lender, &file, 0, 10).is_some());
    }

    #[test]
    fn nothing_is_lent_by_a_file_system_that_is_no_local_disk() {
        let file = File::open("/proc/self/status").unwrap();
        let refused = kernel::take_lease(&file).unwrap_err();
        assert_eq!(refused.kind(), std::io::ErrorKind::Unsupported);
    }

    #[test]
    fn a_lease_ends_with_what_was_lent() {
        let folder = tempfile::tempdir().unwrap();
        let Some((path, _, file)) = scratch(folder.path()) else {
            return;
        };
        let lender = Lender::default();
        for _ in 0..3 {
            drop(lend(&lender, &file, 0, 10).unwrap());
            // It would wait otherwise, for longer than anybody runs tests.
            OpenOptions::new().append(true).open(&path).unwrap();
        }
    }
}
