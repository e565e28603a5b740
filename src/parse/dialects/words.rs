//! The words by which people mark questions, answers and everything that is neither: tables, and how they are asked.

/// Whether a word is one of a list with bars between.
fn lists(words: &str, word: &str) -> bool {
    words.split('|').any(|one| one == word)
}

/// How a number announces a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Form {
    /// `12.`
    Bare,
    /// `P12.`: a letter that stands for a word.
    Letter,
    /// `Q12`, `Question 12:`.
    Question,
}

/// A number in front of a title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numbered {
    /// The number; nothing if it is none (`Q. Title`) or too large.
    pub number: Option<u64>,
    /// Where the title begins, in bytes.
    pub title: usize,
    /// How it is written.
    pub form: Form,
}

/// Words for a question that stand in front of its number.
const QUESTION_WORDS: &str = "\
    question|pregunta|pergunta|domanda|frage|vraag|pytanie|soru|вопрос|питання|प्रश्न|प्र|问题|問題|题目|問|问|질문|\
    문제|câu hỏi|câu|pertanyaan|întrebare|kysymys|سؤال|السؤال|q|в";

/// Letters that stand for such a word in other languages; alone they prove little.
const QUESTION_LETTERS: &str = "p|d|f|c|s|k|v|п|к|т";

/// What may stand between a number and its title.
const SEPARATORS: &[char] = &['.', ':', ')', ']', '-', '–', '—', '。', '、', '．', '：', '）', '】'];

/// The number in front of a title, if there is one.
pub fn numbered(text: &str) -> Option<Numbered> {
    let trimmed =
        text.trim_start_matches(|c: char| c.is_whitespace() || is_invisible(c) || matches!(c, '[' | '(' | '【'));
    let lead = text.len() - trimmed.len();
    let lower: String = trimmed.chars().take(12).flat_map(char::to_lowercase).collect();
    for (words, form) in [(QUESTION_WORDS, Form::Question), (QUESTION_LETTERS, Form::Letter)] {
        for word in words.split('|') {
            if lower.starts_with(word)
                && let Some(after) = skip_chars(trimmed, word.chars().count())
                && let Some(found) = after_word(after, form, word.chars().count() == 1)
            {
                let title = lead + trimmed.len() - after.len() + found.title;
                return Some(Numbered { title, ..found });
            }
        }
    }
    if let Some(rest) = trimmed.strip_prefix('🔟') {
        return Some(Numbered { number: Some(10), title: text.len() - rest.trim_start().len(), form: Form::Bare });
    }
    let (rest, is_ordinal) = match trimmed.strip_prefix('第').map(str::trim_start) {
        Some(rest) => (rest, true),
        None => (trimmed.strip_prefix('#').map_or(trimmed, str::trim_start), false),
    };
    let digits = digits(rest);
    let mut after = &rest[digits.len()..];
    if digits.is_empty() || digits.len() > 6 {
        return None;
    }
    if is_ordinal {
        after = after.trim_start().strip_prefix(['题', '題', '问', '問'])?;
    }
    let after_keycap = after.trim_start_matches(['\u{fe0f}', '\u{20e3}']);
    let is_marked = is_ordinal || after_keycap.len() < after.len();
    let title = separated(after_keycap, is_marked)?;
    Some(Numbered { number: digits.parse().ok(), title: text.len() - title.len(), form: Form::Bare })
}

fn skip_chars(text: &str, count: usize) -> Option<&str> {
    text.char_indices().nth(count).map(|(at, _)| &text[at..])
}

/// What follows a word for a question: a number, or at least a separator.
fn after_word(after: &str, form: Form, is_letter: bool) -> Option<Numbered> {
    let rest = after.trim_start_matches(|c: char| matches!(c, ' ' | '.' | '#' | '№' | '-' | '_') || is_invisible(c));
    let digits = digits(rest);
    if digits.is_empty() {
        // `Q. Title` and `Question: Title`, but not `Q-learning` or `Questions`.
        let title = after.trim_start().strip_prefix([':', '.', '：', ')'])?;
        let is_title = title.starts_with(char::is_whitespace) || (!is_letter && !title.is_empty());
        let title = title.trim_start();
        return (form == Form::Question && is_title).then_some(Numbered {
            number: None,
            title: after.len() - title.len(),
            form,
        });
    }
    if form == Form::Letter && rest.len() < after.len() && !after.starts_with('.') {
        return None;
    }
    let behind = &rest[digits.len()..];
    let title = separated(behind, form == Form::Question && (behind.is_empty() || behind.starts_with(' ')))?;
    Some(Numbered { number: digits.parse().ok(), title: after.len() - title.len(), form })
}

fn digits(text: &str) -> &str {
    &text[..text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len())]
}

/// What stands behind the separator after a number. `1.5` is a number of another kind.
fn separated(text: &str, is_marked: bool) -> Option<&str> {
    let rest = text.trim_start();
    let Some(behind) = rest.strip_prefix(SEPARATORS) else {
        return is_marked.then_some(rest);
    };
    if rest.starts_with(['.', '-']) && behind.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    Some(behind.trim_start_matches(|c: char| c.is_whitespace() || SEPARATORS.contains(&c) || is_invisible(c)))
}

/// Whether a character takes no room and means nothing here.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

/// Beginnings of questions and of tasks an interviewer sets.
const OPENERS: &str = "\
    what|what's|whats|what’s|why|how|how's|when|where|which|who|whose|whom|is|are|was|were|can|could|do|\
    does|did|has|have|should|would|will|explain|describe|define|differentiate|difference|differences|\
    compare|discuss|tell|name|mention|state|true|suppose|given|talk|что|как|какой|какая|какие|каков|почему|\
    зачем|когда|где|чем|объясните|опишите|расскажите|назовите|перечислите|в чем|в чём|для чего|що|як|чому|\
    qué|que|¿qué|cómo|cuál|cuáles|¿cómo|¿cuál|¿por|explique|explica|describa|defina|o que|como|qual|quais|\
    por que|qu'est-ce|comment|pourquoi|quel|quelle|quels|quelles|expliquez|expliquer|décrivez|was|wie|warum|\
    wieso|welche|welcher|welches|erkläre|erklären|beschreibe|che|cos'è|come|perché|quale|quali|spiega|co|\
    jak|dlaczego|czym|opisz|wyjaśnij|nedir|nasıl|neden|apa|bagaimana|mengapa|jelaskan|wat|hoe|waarom|ما|كيف|\
    لماذا|هل|اشرح|چیست|چگونه|क्या|कैसे|क्यों";

/// What makes a question of a sentence wherever it stands, in languages that do not part words or put it last.
const INSIDE: &str = "\
    什么|什麼|如何|为何|為何|怎么|怎麼|怎样|哪些|哪个|哪几|区别|區別|吗|请|解释|描述|说说|何为|何時|是否|不同|原理|何で|なぜ|どう|どの|どんな|とは|説明|違い|ますか|ですか|무엇|\
    설명|차이|어떻게|왜 |이란|인가|나요|là gì|tại sao|thế nào";

/// Whether a text asks something, or sets a task.
pub fn asks(text: &str) -> bool {
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '¿');
    if has_question_mark(text) {
        return true;
    }
    let lower = text.to_lowercase();
    let first =
        lower.split(|c: char| c.is_whitespace() || matches!(c, ',' | ':' | '`' | '.')).next().unwrap_or_default();
    OPENERS.split('|').any(|opener| opener == first || (opener.contains(' ') && lower.starts_with(opener)))
        || INSIDE.split('|').any(|word| lower.contains(word))
}

fn has_question_mark(text: &str) -> bool {
    // The mark ends a word; in an address it does not.
    text.char_indices().any(|(at, c)| {
        matches!(c, '?' | '？' | '؟' | '՞')
            && !text[at + c.len_utf8()..].starts_with(|next: char| next.is_ascii_alphanumeric() || next == '=')
    })
}

/// Words that announce an answer.
const ANSWER_WORDS: &str = "\
    answer|answers|correct answer|the correct answer is|correct answers|right answer|ans|a|solution|\
    solutions|答案|答|回答|解答|解析|正确答案|答え|解決策|ответ|ответы|правильный ответ|решение|відповідь|antwort|lösung|\
    réponse|répondre|solution|respuesta|respuesta correcta|solución|resposta|resposta correta|risposta|\
    antwoord|odpowiedź|cevap|답|답변|정답|คำตอบ|đáp án|trả lời|jawaban|răspuns|përgjigja|odgovor|odpověď|vastaus|\
    svar|válasz|απάντηση|الإجابة|الاجابة|الأجابة|پاسخ|उत्तर";

/// Words that announce an explanation.
const EXPLANATION_WORDS: &str =
    "explanation|explanations|reasoning|解释|说明|пояснение|объяснение|explicación|erklärung|explication";

/// Words that announce a question's text inside its section.
const QUESTION_LABELS: &str = "question|problem|q|问题|问|вопрос|frage|pregunta|pergunta";

/// What a label says about the text behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label {
    /// The text of the question.
    Question,
    /// The answer.
    Answer,
    /// Why the answer is right.
    Explanation,
}

/// The label a word or two are, without colon and decoration.
pub fn label(text: &str) -> Option<Label> {
    let name = text.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let is_in = |words: &str| lists(words, &name);
    if is_in(ANSWER_WORDS) {
        Some(Label::Answer)
    } else if is_in(EXPLANATION_WORDS) {
        Some(Label::Explanation)
    } else if is_in(QUESTION_LABELS) {
        Some(Label::Question)
    } else {
        None
    }
}

/// Phrases a fold is opened by that say nothing of what is in it.
const FOLD_WORDS: &str = "\
    click|click to expand|click me|click here|expand|details|more|read more|hint|hints|code|example|\
    examples|output|spoiler|view contents|view content|contents|table of contents|\
    additional information and translations|translations|explanation|toc|show|hide|click to view|点击展开|查看答案|\
    展开|подсказка|пример|показать";

/// Verbs that open a fold together with what they show: `Show answer`, `See the solution`.
const FOLD_OPENERS: &str = "\
    see |show |view |hide|click |expand |read |reveal |open |toggle |查看|点击|показать|ver ";

/// Whether a fold's label says nothing of what is asked.
pub fn is_fold_label(text: &str) -> bool {
    let asks = text.contains('?');
    let text = text.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let is_short = text.split_whitespace().count() <= 8;
    let without_number = text.trim_end_matches(|c: char| c.is_ascii_digit() || c.is_whitespace() || c == '#');
    text.is_empty()
        || label(without_number).is_some_and(|label| label != Label::Question)
        || lists(FOLD_WORDS, without_number)
        || (is_short && !asks && FOLD_OPENERS.split('|').any(|opener| text.starts_with(opener)))
}

/// Words that may stand beside the one for an answer in the label of a fold that holds nothing else.
const BESIDE_ANSWER: &str = "\
    see|show|hide|view|click|here|me|to|the|for|reveal|expand|toggle|open|get|check|my|your|this|and|or|\
    with|full|correct|right|possible|sample|suggested|explanation|on|查看|点击|показать|ver|la|el";

/// Whether a fold's label says that the answer is in it, and nothing more.
pub fn is_answer_label(text: &str) -> bool {
    let lower = text.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).peekable();
    let mut names_answer = false;
    let is_plain = words.all(|word| {
        let is_answer = label(word) == Some(Label::Answer) && (word.chars().count() > 1 || !word.is_ascii());
        names_answer |= is_answer;
        is_answer || lists(BESIDE_ANSWER, word) || word.bytes().all(|byte| byte.is_ascii_digit())
    });
    names_answer && is_plain
}

/// Headings of parts that hold no questions.
const PARTS: &str = "\
    table of contents|contents|toc|index|search tags index|topics|disclaimer|license|licence|contributing|\
    contribution|contributions|contributors|references|reference|sources|source|resources|other resources|\
    further reading|acknowledgements|acknowledgments|credits|author|authors|about|introduction|preface|\
    related topics|coding exercise|support|sponsors|changelog|installation|usage|getting started|features|\
    translations|copyright|目录|目錄|前言|参考|参考资料|参考链接|オープンソース|目次|参考文献|참고|목차|оглавление|содержание|источники|\
    лицензия|índice|contenido|inhalt|inhaltsverzeichnis|sommaire|indice|spis treści";

/// Whether a heading names a part that holds no questions.
pub fn names_part(text: &str) -> bool {
    let name = text.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    lists(PARTS, &name)
}

/// Whether a heading names a list of links into its own file.
pub fn names_contents(text: &str) -> bool {
    let name = text.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    [
        "table of contents",
        "contents",
        "toc",
        "index",
        "目录",
        "目錄",
        "目次",
        "목차",
        "оглавление",
        "содержание",
        "índice",
        "sommaire",
    ]
    .contains(&&*name)
}

/// Whether a name or title says that questions are to be expected.
pub fn promises_questions(text: &str) -> bool {
    let text = text.to_lowercase();
    let words = [
        "question",
        "quiz",
        "q&a",
        "faq",
        "interview",
        "exercise",
        "problem",
        "puzzle",
        "flashcard",
        "trivia",
        "面试",
        "面試",
        "题目",
        "试题",
        "問題",
        "вопрос",
        "собеседован",
        "preguntas",
        "entrevista",
        "perguntas",
        "질문",
        "면접",
        "fragen",
        "câu hỏi",
    ];
    words.iter().any(|word| text.contains(word))
}

/// Whether a paragraph's words do nothing but lead back to the top of the page.
pub fn is_way_back(text: &str) -> bool {
    let text = text.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    [
        "back to top",
        "to top",
        "top",
        "back to contents",
        "table of contents",
        "go to top",
        "к оглавлению",
        "наверх",
        "返回顶部",
        "回到顶部",
        "volver arriba",
        "맨 위로",
    ]
    .contains(&&*text)
        || text.starts_with("back to top")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<(Option<u64>, &str, Form)>) {
        let found = numbered(text).map(|found| (found.number, text[found.title..].to_owned(), found.form));
        assert_eq!(found, expected.map(|(number, title, form)| (number, title.to_owned(), form)), "{text}");
    }

    #[test]
    fn numbers_are_told_from_other_beginnings() {
        check("Q1. Title", Some((Some(1), "Title", Form::Question)));
        check("Q.52. Title", Some((Some(52), "Title", Form::Question)));
        check("Q58.When", Some((Some(58), "When", Form::Question)));
        check("Q29 Which tool", Some((Some(29), "Which tool", Form::Question)));
        check("Question 7: Title", Some((Some(7), "Title", Form::Question)));
        check("Q. Title", Some((None, "Title", Form::Question)));
        check("प्र3. शीर्षक", Some((Some(3), "शीर्षक", Form::Question)));
        check("问题1：标题", Some((Some(1), "标题", Form::Question)));
        check("第 12 题：标题", Some((Some(12), "标题", Form::Bare)));
        check("12) Title", Some((Some(12), "Title", Form::Bare)));
        check("1️⃣ Title", Some((Some(1), "Title", Form::Bare)));
        check("🔟 Title", Some((Some(10), "Title", Form::Bare)));
        check("P3. Title", Some((Some(3), "Title", Form::Letter)));
        check("3.5 New things", None);
        check("Q-learning", None);
        check("2 phase commit", None);
        check("C 11 features", None);
        check("Quality: gates", None);
    }

    #[test]
    fn questions_are_told_from_statements() {
        for text in ["What is TCP", "Is it so?", "👶 Explain caching", "哪些属性会失效", "В чем разница", "`foo`?"]
        {
            assert!(asks(text), "{text}");
        }
        for text in ["Installation", "https://example.org/?a=b", "Design a crawler", "Books"] {
            assert!(!asks(text), "{text}");
        }
    }

    #[test]
    fn folds_are_told_from_questions() {
        for text in ["Answer", "Show answer", "Solution 2", "Click to expand!", "Ответ", "See the full code"] {
            assert!(is_fold_label(text), "{text}");
        }
        for text in ["What is an answer?", "Explain sharding", "Show how would you list files?"] {
            assert!(!is_fold_label(text), "{text}");
        }
    }
}
