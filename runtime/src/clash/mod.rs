//! Endpoints of one list that cannot stand side by side, found while compiling.
//!
//! The rules are those that [`check_all`](hardpoint_policy::check_all) asks of all lists at start;
//! here they are constant functions, which `endpoints![…]` has the compiler run.

mod chains;
mod codes;
mod face;
mod shape;
mod sieve;
mod text;
mod words;

use hardpoint_policy::{Method, same_shape};

use self::chains::{Chains, Link};
use self::text::Text;
use crate::constant::{equal, hash};
use crate::error::ErrorCode;

pub use self::face::Face;

/// Two endpoints that cannot stand side by side; numbers are places in the list.
#[derive(Debug, Clone, Copy)]
enum Clash {
    /// One endpoint is there twice: it would be mounted twice, and called at one place.
    Listed { earlier: usize, later: usize },
    /// Both take the same requests, and the later one would never be called.
    Route {
        earlier: usize,
        later: usize,
        method: Method,
        taken: &'static str,
        wanted: &'static str,
    },
    /// Both have one name, under which logs, metrics and overrides could not tell them apart.
    Name { earlier: usize, later: usize },
    /// They answer one code with two meanings, and clients tell errors apart by the code alone.
    Code {
        /// `None` for a code that Hardpoint itself answers.
        earlier: Option<usize>,
        later: usize,
        first: &'static ErrorCode,
        second: &'static ErrorCode,
    },
}

impl Clash {
    /// The places of the earlier endpoint, if there is one, and of the later.
    const fn places(&self) -> (Option<usize>, usize) {
        match *self {
            Self::Listed { earlier, later }
            | Self::Route { earlier, later, .. }
            | Self::Name { earlier, later } => (Some(earlier), later),
            Self::Code { earlier, later, .. } => (earlier, later),
        }
    }
}

/// The clashes of a list, with room for all that there can be.
#[doc(hidden)]
#[derive(Debug)]
pub struct Clashes<const ROOM: usize>([Option<Clash>; ROOM]);

/// How many clashes there can be; none in most lists, and then nothing is searched.
#[doc(hidden)]
pub const fn room(faces: &[Face]) -> usize {
    match sieve::is_clean(faces) {
        true => 0,
        false => most(faces),
    }
}

const fn most(faces: &[Face]) -> usize {
    let (mut room, mut at) = (codes::BUILT_IN.len(), 0);
    while at < faces.len() {
        room += 2 + faces[at].errors.count();
        at += 1;
    }
    room
}

/// The clashes of `faces`, while compiling.
#[doc(hidden)]
pub const fn clashes<const ROOM: usize>(faces: &[Face]) -> Clashes<ROOM> {
    let mut found = [None; ROOM];
    if ROOM == 0 {
        return Clashes(found);
    }
    find(
        faces,
        &mut found,
        [
            &mut [Link::NONE; ROOM],
            &mut [Link::NONE; ROOM],
            &mut [Link::NONE; ROOM],
        ],
        &mut [None; ROOM],
    );
    Clashes(found)
}

/// Stops the compiler if the endpoint at `place` clashes with an earlier one, and says with which.
#[doc(hidden)]
#[track_caller]
pub const fn told<const ROOM: usize>(faces: &[Face], clashes: &Clashes<ROOM>, place: usize) {
    if ROOM == 0 {
        return;
    }
    let mut text = Text::new();
    let mut at = 0;
    while at < ROOM {
        let Some(clash) = &clashes.0[at] else { break };
        if clash.places().1 == place {
            if !text.is_empty() {
                text.push("\n\n");
            }
            words::message(&mut text, clash, faces);
            text.push("\nhelp: ");
            words::help(&mut text, clash, faces);
        }
        at += 1;
    }
    assert!(text.is_empty(), "{}", text.as_str());
}

/// Notes every clash of `faces` in `found`, in time that grows with the list and no faster: a
/// compiler gives up on what takes long.
const fn find(
    faces: &[Face],
    found: &mut [Option<Clash>],
    [routes, names, codes]: [&mut [Link]; 3],
    seen: &mut [Option<codes::Seen>],
) {
    let mut count = 0;
    let (mut routes, mut names) = (Chains::new(routes), Chains::new(names));
    let mut later = 0;
    while later < faces.len() {
        let by_name = hash(faces[later].name);
        if let Some(clash) = listed(faces, &names, by_name, later) {
            note(clash, found, &mut count);
        } else {
            if let Some(path) = faces[later].path {
                let by_route = shape::hash_of(path);
                if let Some(clash) = route(faces, &routes, by_route, later) {
                    note(clash, found, &mut count);
                }
                routes.put(by_route, later);
            }
            if let Some(clash) = name(faces, &names, by_name, later) {
                note(clash, found, &mut count);
            }
            names.put(by_name, later);
        }
        later += 1;
    }
    codes::find(faces, Chains::new(codes), seen, found, &mut count);
}

const fn note(clash: Clash, found: &mut [Option<Clash>], count: &mut usize) {
    if *count < found.len() {
        found[*count] = Some(clash);
        *count += 1;
    }
}

/// The same endpoint before.
const fn listed(faces: &[Face], names: &Chains<'_>, hash: u64, later: usize) -> Option<Clash> {
    let face = &faces[later];
    let mut next = names.first(hash);
    while let Some(earlier) = next {
        let other = &faces[earlier];
        if face.line == other.line
            && equal(face.name, other.name)
            && equal(face.file, other.file)
            && equal(face.module, other.module)
        {
            return Some(Clash::Listed { earlier, later });
        }
        next = names.before(earlier);
    }
    None
}

/// The first endpoint before that takes some of the same requests.
const fn route(faces: &[Face], routes: &Chains<'_>, hash: u64, later: usize) -> Option<Clash> {
    let face = &faces[later];
    let mut found = None;
    let mut next = routes.first(hash);
    while let Some(earlier) = next {
        let other = &faces[earlier];
        if let (Some(wanted), Some(taken)) = (face.path, other.path)
            && same_shape(wanted, taken)
            && let Some(method) = shared_method(face.methods, other.methods)
        {
            found = Some(Clash::Route {
                earlier,
                later,
                method,
                taken,
                wanted,
            });
        }
        next = routes.before(earlier);
    }
    found
}

/// The first endpoint before that has the same name.
const fn name(faces: &[Face], names: &Chains<'_>, hash: u64, later: usize) -> Option<Clash> {
    let mut found = None;
    let mut next = names.first(hash);
    while let Some(earlier) = next {
        if equal(faces[later].name, faces[earlier].name) {
            found = Some(Clash::Name { earlier, later });
        }
        next = names.before(earlier);
    }
    found
}

const fn shared_method(methods: &[Method], others: &[Method]) -> Option<Method> {
    let mut at = 0;
    while at < methods.len() {
        let mut other = 0;
        while other < others.len() {
            if methods[at] as u8 == others[other] as u8 {
                return Some(methods[at]);
            }
            other += 1;
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests;
