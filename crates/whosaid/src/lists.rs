//! Word lists: files under the `data/` folders, one entry a line.

/// The entries of a list. What follows `# ` at the start of a line is a comment; `#name` may be an entry (a CSS selector).
pub(crate) fn entries(list: &str) -> impl Iterator<Item = &str> {
    list.lines().map(str::trim).filter(|line| !line.is_empty() && *line != "#" && !line.starts_with("# "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_the_lines_that_say_something() {
        let list = "# A list\n#\n\n  one\ntwo # of it\n#three\n";
        assert_eq!(entries(list).collect::<Vec<_>>(), ["one", "two # of it", "#three"]);
    }
}
