//! The captures of a path, read while constants are evaluated.

use super::same;

/// The names that a path captures, from its beginning; the path is one that the macro has read.
#[derive(Clone, Copy)]
pub(super) struct Captures<'a> {
    rest: &'a str,
}

impl<'a> Captures<'a> {
    pub(super) const fn of(path: &'a str) -> Self {
        Self { rest: path }
    }

    /// The first name, and the captures after it.
    pub(super) const fn next(self) -> (Option<&'a str>, Self) {
        let bytes = self.rest.as_bytes();
        let mut start = 0;
        while start < bytes.len() && bytes[start] != b'{' {
            start += 1;
        }
        if start == bytes.len() {
            return (None, Self { rest: "" });
        }
        start += 1;
        let mut end = start;
        while end < bytes.len() && !matches!(bytes[end], b'}' | b':') {
            end += 1;
        }
        // Braces inside of braces belong to a capture's expression.
        let mut after = end;
        let mut depth = 1;
        while after < bytes.len() && depth > 0 {
            match bytes[after] {
                b'{' => depth += 1,
                b'}' => depth -= 1,
                _ => {}
            }
            after += 1;
        }
        let name = self.rest.split_at(end).0.split_at(start).1;
        let rest = self.rest.split_at(after).1;
        (Some(name), Self { rest })
    }

    /// How many there are.
    pub(super) const fn count(self) -> usize {
        match self.next() {
            (Some(_), rest) => 1 + rest.count(),
            (None, _) => 0,
        }
    }

    /// Whether one of them is called `name`.
    pub(super) const fn contain(self, name: &str) -> bool {
        match self.next() {
            (Some(first), rest) => same(first, name) || rest.contain(name),
            (None, _) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use hardpoint_policy::RoutePath;

    use super::*;

    #[test]
    fn the_names_are_those_that_the_path_says() {
        for path in [
            "/",
            "/orders",
            "/orders/{id}",
            "/{a}/{b}/c/{d}",
            r"/{year:\d{4}}-{month:\d{2}}/x",
            "/files/{tail}*",
            "/files/{path:.*}",
        ] {
            let expected = path.parse::<RoutePath>().unwrap();
            let mut names = Vec::new();
            let mut captures = Captures::of(path);
            while let (Some(name), rest) = captures.next() {
                names.push(name);
                captures = rest;
            }
            assert_eq!(names, expected.captures(), "{path}");
            assert_eq!(Captures::of(path).count(), names.len());
            assert!(names.iter().all(|name| Captures::of(path).contain(name)));
            assert!(!Captures::of(path).contain("elsewhere"));
        }
    }
}
