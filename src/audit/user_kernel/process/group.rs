//! The processes that run, so that none is left when one is given up or the program is interrupted.

use std::collections::BTreeSet;
use std::io;
use std::process::{Child, Command, ExitStatus};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// What runs; none after [`end_all`].
static RUNNING: Mutex<Option<BTreeSet<u32>>> = Mutex::new(Some(BTreeSet::new()));

/// How often it is looked whether a process has ended.
const TICK: Duration = Duration::from_millis(2);

fn running() -> MutexGuard<'static, Option<BTreeSet<u32>>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Ends the processes of all kernels, and lets no other begin: for a program that is interrupted.
///
/// On Unix each process is killed with the group that it leads. Elsewhere nothing is done: there the
/// console interrupts all processes itself.
pub fn end_all() {
    if let Some(processes) = running().take() {
        processes.into_iter().for_each(system::kill_group);
    }
}

/// Starts a process, on Unix as the leader of a group of its own.
///
/// # Errors
/// When it cannot be started, or no process may begin any more.
pub fn start(command: &mut Command) -> io::Result<Child> {
    system::lead_group(command);
    // Held while the process begins, so that no process escapes `end_all`.
    let mut running = running();
    let Some(processes) = running.as_mut() else {
        return Err(io::ErrorKind::Interrupted.into());
    };
    let child = command.spawn()?;
    processes.insert(child.id());
    Ok(child)
}

/// Waits for a process to end, for so long at the most, and then kills it; in either case with all
/// that it has started.
///
/// # Errors
/// When the system does not say how it ended.
pub fn end(child: &mut Child, patience: Duration) -> io::Result<ExitStatus> {
    let deadline = Instant::now() + patience;
    while !system::has_ended(child) && Instant::now() < deadline {
        thread::sleep(TICK);
    }
    {
        // Until it is waited for, its id is not given to another process.
        let mut running = running();
        system::kill_group(child.id());
        if let Some(processes) = running.as_mut() {
            processes.remove(&child.id());
        }
    }
    // Where there are no groups; an error says that it has ended already.
    let killed = child.kill();
    child.wait().or_else(|e| killed.and(Err(e)))
}

#[cfg(unix)]
mod system {
    use std::os::unix::process::CommandExt;
    use std::process::{Child, Command};

    use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process_group, waitid};

    fn pid(id: u32) -> Option<Pid> {
        Pid::from_raw(i32::try_from(id).ok()?)
    }

    pub fn lead_group(command: &mut Command) {
        command.process_group(0);
    }

    pub fn kill_group(leader: u32) {
        if let Some(leader) = pid(leader) {
            // The only error is that nothing of the group is left.
            let _ = kill_process_group(leader, Signal::KILL);
        }
    }

    /// Whether it has ended, without taking its status: that would free its number.
    pub fn has_ended(child: &mut Child) -> bool {
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        let status = pid(child.id()).map(|pid| waitid(WaitId::Pid(pid), options));
        !matches!(status, Some(Ok(None)))
    }
}

#[cfg(not(unix))]
mod system {
    use std::process::{Child, Command};

    pub fn lead_group(_command: &mut Command) {}

    pub fn kill_group(_leader: u32) {}

    pub fn has_ended(child: &mut Child) -> bool {
        !matches!(child.try_wait(), Ok(None))
    }
}
