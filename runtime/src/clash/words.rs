//! What is said of a clash: one sentence, and what to do.

use super::text::Text;
use super::{Clash, Face};
use crate::constant::equal;

/// What is wrong.
pub(super) const fn message(text: &mut Text, clash: &Clash, faces: &[Face]) {
    match *clash {
        Clash::Listed { later, .. } => {
            quoted(text, &[name(faces, later)]);
            text.push(" is listed twice");
        }
        Clash::Route {
            earlier,
            later,
            method,
            taken,
            wanted,
        } => {
            quoted(text, &[name(faces, later)]);
            text.push(" would never be called: ");
            quoted(text, &[method, " ", taken]);
            text.push(" goes to ");
            quoted(text, &[name(faces, earlier)]);
            if !equal(taken, wanted) {
                text.push(", for what captures are called makes no difference");
            }
        }
        Clash::Name { earlier, later } => {
            let modules = (faces[earlier].stated.module, faces[later].stated.module);
            if equal(modules.0, modules.1) {
                text.push("two endpoints in ");
                quoted(text, &[modules.0]);
                text.push(" are called ");
                quoted(text, &[name(faces, later)]);
                return;
            }
            text.push("two endpoints are called ");
            quoted(text, &[name(faces, later)]);
            text.push(", one in ");
            quoted(text, &[modules.0]);
            text.push(" and one in ");
            quoted(text, &[modules.1]);
        }
        Clash::Code {
            earlier,
            later,
            first,
            second,
        } => {
            let by_status = first.status != second.status;
            quoted(text, &[name(faces, later)]);
            text.push(" answers the code ");
            quoted(text, &[second.code]);
            meaning(text, by_status, second.status, second.retryable);
            text.push(" (");
            quoted(text, &[second.error]);
            text.push("), and ");
            let Some(earlier) = earlier else {
                text.push("Hardpoint itself");
                meaning(text, by_status, first.status, first.retryable);
                return;
            };
            if earlier == later {
                text.push("also");
            } else {
                quoted(text, &[name(faces, earlier)]);
            }
            meaning(text, by_status, first.status, first.retryable);
            text.push(" (");
            quoted(text, &[first.error]);
            text.push(")");
        }
    }
}

/// What to do.
pub(super) const fn help(text: &mut Text, clash: &Clash, faces: &[Face]) {
    match *clash {
        Clash::Listed { .. } => text.push("leave one of them out"),
        Clash::Route { later, .. } => {
            text.push("give ");
            quoted(text, &[name(faces, later)]);
            text.push(" another path or method, or leave it out");
        }
        Clash::Name { earlier, later } => {
            let [one, other] = [&faces[earlier], &faces[later]];
            let (module, name) = (other.stated.module, other.name());
            text.push("write ");
            if equal(one.name(), name) && equal(one.stated.module, module) {
                text.push("another `name = \"…\"` in the attribute of one of them");
            } else {
                let group = last_segment(module);
                quoted(text, &["name = \"", group, "_", name, "\""]);
                text.push(" in the attribute of the second, or another name");
            }
        }
        Clash::Code { first, second, .. } => {
            text.push("clients tell errors apart by their codes: give ");
            quoted(text, &[second.error]);
            text.push(" another, or ");
            if first.status == second.status {
                text.push("let both be `retryable`, or neither");
            } else {
                text.push("the same `status`");
            }
        }
    }
}

/// With what a code is answered, in that by which two differ.
const fn meaning(text: &mut Text, by_status: bool, status: u16, retryable: bool) {
    if by_status {
        text.push(" with ");
        text.push_status(status);
    } else if retryable {
        text.push(" as worth sending again");
    } else {
        text.push(" as not worth sending again");
    }
}

/// `pieces` in backticks.
const fn quoted(text: &mut Text, pieces: &[&str]) {
    text.push("`");
    let mut at = 0;
    while at < pieces.len() {
        text.push(pieces[at]);
        at += 1;
    }
    text.push("`");
}

const fn name(faces: &[Face], place: usize) -> &str {
    faces[place].name()
}

/// `orders` of `shop::orders`.
const fn last_segment(module: &str) -> &str {
    let bytes = module.as_bytes();
    let mut at = bytes.len();
    while at > 0 && bytes[at - 1] != b':' {
        at -= 1;
    }
    let (_, last) = module.split_at(at);
    last
}
