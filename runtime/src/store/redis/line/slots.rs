//! Which slot of a cluster a command belongs to, and which server a slot.

use redis::{Arg, Cmd, Pipeline, Value};

use super::url::Host;
use super::verdict::named;

/// How many slots a cluster has.
const SLOTS: usize = 16_384;
/// The owner of a slot that has none.
const NOBODY: u16 = u16::MAX;

/// The owners of all slots.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Slots {
    hosts: Vec<Host>,
    /// By slot, an index into the hosts.
    owners: Box<[u16]>,
}

impl Slots {
    /// From what the server that was `asked` answers to `CLUSTER SLOTS`; nothing where it knows of
    /// none.
    pub(super) fn read(answer: &Value, asked: &Host) -> Option<Self> {
        let Value::Array(ranges) = answer else {
            return None;
        };
        let mut slots = Self {
            hosts: Vec::new(),
            owners: vec![NOBODY; SLOTS].into(),
        };
        // Of each range: the first slot, the last one, its owner, and replicas of that.
        for range in ranges {
            let Value::Array(range) = range else { continue };
            let [Value::Int(first), Value::Int(last), owner, ..] = &range[..] else {
                continue;
            };
            let (Ok(first), Ok(last)) = (usize::try_from(*first), usize::try_from(*last)) else {
                continue;
            };
            let Some(owner) = server(owner, asked) else {
                continue;
            };
            let owner = slots.index(owner);
            if let Some(range) = slots.owners.get_mut(first..=last) {
                range.fill(owner);
            }
        }
        (!slots.hosts.is_empty()).then_some(slots)
    }

    pub(super) fn owner(&self, slot: u16) -> Option<&Host> {
        self.hosts
            .get(usize::from(*self.owners.get(usize::from(slot))?))
    }

    /// All that own something.
    pub(super) fn hosts(&self) -> &[Host] {
        &self.hosts
    }

    /// The same, with another owner of that slot.
    pub(super) fn with(&self, slot: u16, owner: &Host) -> Self {
        let mut slots = self.clone();
        let owner = slots.index(owner.clone());
        if let Some(entry) = slots.owners.get_mut(usize::from(slot)) {
            *entry = owner;
        }
        slots
    }

    fn index(&mut self, host: Host) -> u16 {
        let at = self.hosts.iter().position(|known| *known == host);
        let at = at.unwrap_or_else(|| {
            self.hosts.push(host);
            self.hosts.len() - 1
        });
        u16::try_from(at).unwrap_or(NOBODY)
    }
}

/// A name and a port, and what else there may be.
fn server(told: &Value, asked: &Host) -> Option<Host> {
    let Value::Array(told) = told else {
        return None;
    };
    let [name, Value::Int(port), ..] = &told[..] else {
        return None;
    };
    let port = u16::try_from(*port).ok()?;
    match name {
        Value::BulkString(name) => named(std::str::from_utf8(name).ok()?, port, asked),
        Value::SimpleString(name) => named(name, port, asked),
        Value::Nil => named("", port, asked),
        _ => None,
    }
}

/// The slot of all commands of a pipeline, `None` where they have no keys; an error where they
/// belong to several.
pub(super) fn of_pipeline(pipeline: &Pipeline) -> Result<Option<u16>, SeveralSlots> {
    let mut slots = pipeline.cmd_iter().filter_map(of_command);
    let first = slots.next();
    match slots.all(|slot| Some(slot) == first) {
        true => Ok(first),
        false => Err(SeveralSlots),
    }
}

/// Nobody can do in one piece what has to be done by several servers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SeveralSlots;

/// The slot of a command's first key, and so of all of them; `None` where it has none.
pub(super) fn of_command(command: &Cmd) -> Option<u16> {
    let mut words = command.args_iter().map(|word| match word {
        Arg::Simple(bytes) => bytes,
        _ => b"0",
    });
    let name = words.next()?.to_ascii_uppercase();
    let key = match &name[..] {
        b"SCRIPT" | b"PING" | b"INFO" | b"TIME" | b"CLUSTER" => return None,
        b"EVAL" | b"EVALSHA" => {
            words.next()?;
            match words.next()? {
                b"0" => return None,
                _ => words.next()?,
            }
        }
        // Also the channel of a message, which any server takes.
        _ => words.next()?,
    };
    Some(of_key(key))
}

/// By what the key has in braces, if anything; else by all of it.
pub(super) fn of_key(key: &[u8]) -> u16 {
    let braces = key.iter().position(|byte| *byte == b'{').and_then(|open| {
        let rest = &key[open + 1..];
        let close = rest.iter().position(|byte| *byte == b'}')?;
        (close > 0).then(|| &rest[..close])
    });
    crc16(braces.unwrap_or(key)) % SLOTS as u16
}

/// CRC-16/XMODEM, as the specification of Redis Cluster says.
fn crc16(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |crc, byte| {
        (0..8).fold(crc ^ (u16::from(*byte) << 8), |crc: u16, _| {
            let shifted = crc << 1;
            match crc & 0x8000 {
                0 => shifted,
                _ => shifted ^ 0x1021,
            }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(name: &str, port: u16) -> Host {
        Host::Tcp(name.into(), port)
    }

    #[test]
    fn a_key_has_the_slot_that_the_specification_says() {
        assert_eq!(crc16(b"123456789"), 0x31c3);
        // As `CLUSTER KEYSLOT` answers.
        for (key, slot) in [
            ("foo", 12182),
            ("hello", 866),
            ("{user1000}.following", 3443),
            ("foo{}{bar}", 8363),
            ("foo{{bar}}zap", 4015),
            ("foo{bar}{zap}", 5061),
        ] {
            assert_eq!(of_key(key.as_bytes()), slot, "{key}");
        }
    }

    #[test]
    fn a_command_has_the_slot_of_its_first_key() {
        let command = |words: &[&str]| {
            let mut command = redis::cmd(words[0]);
            command.arg(&words[1..]);
            of_command(&command)
        };
        assert_eq!(command(&["GET", "foo"]), Some(12182));
        assert_eq!(command(&["EVALSHA", "5e1", "2", "foo", "bar"]), Some(12182));
        assert_eq!(command(&["evalsha", "5e1", "0", "foo"]), None);
        assert_eq!(command(&["SCRIPT", "LOAD", "foo"]), None);
        assert_eq!(command(&["PING"]), None);
    }

    #[test]
    fn a_pipeline_has_one_slot() {
        let mut pipeline = redis::pipe();
        pipeline
            .cmd("PING")
            .cmd("GET")
            .arg("{a}1")
            .cmd("DEL")
            .arg("{a}2");
        assert_eq!(of_pipeline(&pipeline), Ok(Some(of_key(b"a"))));
        pipeline.cmd("GET").arg("{b}1");
        assert_eq!(of_pipeline(&pipeline), Err(SeveralSlots));
        assert_eq!(of_pipeline(redis::pipe().cmd("PING")), Ok(None));
    }

    #[test]
    fn slots_are_told_with_their_owners() {
        let range = |first, last, name: Value, port| {
            let owner = Value::Array(vec![name, Value::Int(port), Value::Nil]);
            Value::Array(vec![Value::Int(first), Value::Int(last), owner])
        };
        let text = |name: &str| Value::BulkString(name.into());
        let told = Value::Array(vec![
            range(0, 99, text("10.0.0.1"), 1),
            range(100, 16_383, text(""), 2),
            range(200, 200, Value::Nil, 3),
            range(300, 20_000, text("10.0.0.9"), 9),
            range(400, 400, text("?"), 4),
        ]);
        let slots = Slots::read(&told, &host("asked", 7)).unwrap();
        assert_eq!(slots.owner(99), Some(&host("10.0.0.1", 1)));
        assert_eq!(slots.owner(100), Some(&host("asked", 2)));
        assert_eq!(slots.owner(200), Some(&host("asked", 3)));
        assert_eq!(slots.owner(400), Some(&host("asked", 2)));
        assert_eq!(slots.owner(16_384), None);

        let moved = slots.with(99, &host("10.0.0.5", 5));
        assert_eq!(moved.owner(99), Some(&host("10.0.0.5", 5)));
        assert_eq!(moved.owner(98), slots.owner(98));

        assert_eq!(Slots::read(&Value::Array(Vec::new()), &host("a", 1)), None);
        assert_eq!(Slots::read(&Value::Nil, &host("a", 1)), None);
    }

    #[test]
    fn a_slot_of_nobody_has_no_owner() {
        let owner = Value::Array(vec![Value::BulkString("a".into()), Value::Int(1)]);
        let range = Value::Array(vec![Value::Int(5), Value::Int(6), owner]);
        let slots = Slots::read(&Value::Array(vec![range]), &host("a", 1)).unwrap();
        assert!(slots.owner(5).is_some() && slots.owner(4).is_none());
    }
}
