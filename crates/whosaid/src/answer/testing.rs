//! Pages with comments, written by hand, for tests.

use crate::{Block, BlockKind, Comment, CommentGroup, How, Page, Parent, Quote, Span};

/// The page that `script` describes. Blank lines part the blocks; the first is the headline. After a block `---` each is a
/// comment, `Name: words`.
/// `|` parts a comment's paragraphs, `> ` begins quoted ones; `{quoted}`, `{removed}`, `{by}`, `{#3}`, `{^0}` before the
/// name set the group, the removal, the author's badge, the number, the comment that it is nested under; `?` is nobody.
pub(crate) fn page(script: &str) -> Page {
    let mut builder = Builder::default();
    let mut parts = script.trim().split("\n\n");
    for (i, part) in parts.by_ref().take_while(|part| *part != "---").enumerate() {
        builder.block(if i == 0 { BlockKind::Headline } else { BlockKind::Paragraph }, part);
    }
    for part in parts {
        builder.comment(part);
    }
    let mut page = Page::from_text(builder.text);
    page.id = "sample.txt".to_owned();
    page.title = page.blocks.first().map(|_| builder.blocks[0].span.of(&page.text).to_owned());
    page.blocks = builder.blocks;
    page.comments = builder.comments;
    page
}

/// `{option} Name: words`.
fn head(part: &str) -> (Vec<&str>, &str, &str) {
    let mut options = Vec::new();
    let mut rest = part;
    while let Some((option, after)) = rest.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
        options.push(option);
        rest = after.trim_start();
    }
    let (name, words) = rest.split_once(':').expect("a name and a colon");
    (options, name.trim(), words.trim())
}

#[derive(Default)]
struct Builder {
    text: String,
    blocks: Vec<Block>,
    comments: Vec<Comment>,
}

impl Builder {
    fn block(&mut self, kind: BlockKind, words: &str) -> Span {
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
        let start = self.text.len();
        self.text.push_str(words);
        let span = Span::new(start, self.text.len());
        self.blocks.push(Block { kind, span });
        span
    }

    fn comment(&mut self, part: &str) {
        let (options, name, words) = head(part);
        let head = self.block(BlockKind::Comment, name);
        let mut comment = Comment {
            span: head,
            words: Vec::new(),
            author: (name != "?").then(|| name.to_owned()),
            author_span: (name != "?").then_some(head),
            posted: None,
            number: None,
            group: CommentGroup::Own,
            votes: None,
            badges: Vec::new(),
            removed: false,
            parent: None,
            quotes: Vec::new(),
        };
        for option in options {
            match option.split_at(1) {
                ("#", number) => comment.number = number.parse().ok(),
                ("^", parent) => {
                    let parent = parent.parse().expect("a comment");
                    comment.parent = Some(Parent { comment: parent, how: How::Nesting, probability: 1.0 });
                }
                _ if option == "quoted" => comment.group = CommentGroup::Quoted,
                _ if option == "removed" => comment.removed = true,
                _ => comment.badges.push(option.to_owned()),
            }
        }
        for paragraph in words.split('|').map(str::trim).filter(|paragraph| !paragraph.is_empty()) {
            let quoted = paragraph.strip_prefix("> ");
            let span = self.block(BlockKind::Comment, quoted.unwrap_or(paragraph).trim_start());
            comment.words.push(span);
            comment.span.end = span.end;
            if quoted.is_some() {
                comment.quotes.push(Quote { span, name: None });
            }
        }
        self.comments.push(comment);
    }
}
