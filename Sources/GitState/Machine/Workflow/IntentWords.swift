/// The words of a request that say how much of a workflow is meant.
enum IntentWords {
  enum Sign: Sendable {
    /// `only` what is named.
    case bound
    /// The whole of it.
    case whole
    /// The whole of it where it is not said of something smaller: `the entire file`.
    case wholeOf
    /// The whole of it, and nothing of what there is.
    case anew
    /// Something is made: `add`, `build`.
    case making
    /// Something new is spoken of: `new feature`.
    case newThing
    /// What follows is left out.
    case without
    /// The same, by a word that can be denied: `skip`.
    case skipping
    /// The same, of a whole that stands before it: `everything but`.
    case exception
    /// What follows is left out where more words say so: `leave it as it is`.
    case leaving
    /// It begins with what follows, and how far it goes is not said: `skip to`.
    case beginning
    /// Whoever has not been spoken of.
    case rest
    /// An earlier one goes on.
    case resuming
    /// The same, wherever it stands.
    case resumingSurely
    /// Words that look like one of these and are none.
    case nothing
  }

  static let signs: PhraseBook<Sign> = {
    var book = PhraseBook<Sign>()
    for (sign, phrases) in phrases {
      for phrase in phrases { book.add(phrase.split(separator: " ").map(String.init), sign) }
    }
    for whole in wholes {
      let words = whole.split(separator: " ").map(String.init)
      for word in ["but", "except", "bar", "save"] {
        book.add(words + [word], .exception)
        book.add(words + [word, "for"], .exception)
        // `Skip everything but the backend` keeps it to the backend.
        for skip in skips { book.add(skip.split(separator: " ").map(String.init) + words + [word], .bound) }
      }
    }
    return book
  }()

  private static let wholes = [
    "all", "everything", "everyone", "everybody", "anything", "anyone", "all of it", "all of them",
    "all agents",
    "all phases", "all steps", "all the agents", "all the phases", "all the steps", "every agent",
    "every phase",
    "every step",
  ]
  private static let skips = [
    "skip", "omit", "exclude", "ignore", "leave out", "do not run", "dont run", "do not do", "dont do",
    "do not touch", "dont touch", "do not change", "dont change", "do not use", "dont use",
  ]

  private static let phrases: [(Sign, [String])] = [
    (
      .bound,
      [
        "only", "just", "solely", "exclusively", "merely", "nothing but", "nothing except", "nobody but",
        "no one but", "nothing else", "alone",
      ]
    ),
    (
      .whole,
      [
        "everything", "completely", "entirely", "end to end", "all phases", "all agents", "all steps",
        "all the phases", "all the agents", "all the steps", "all of the agents", "every agent",
        "every phase",
        "every step", "start to finish", "full workflow", "full process", "full pipeline", "full cycle",
        "full run", "full flow", "full refactoring", "full refactor", "full rewrite", "full feature",
        "full project", "full application", "full app", "full development", "full team", "complete workflow",
        "complete process", "complete pipeline", "complete refactoring", "complete rewrite",
        "complete feature", "complete application", "complete app",
      ]
    ),
    (.wholeOf, ["entire", "whole"]),
    (.anew, ["from scratch", "from the beginning", "from the start", "start over", "start all over"]),
    (
      .making,
      [
        "add", "build", "create", "develop", "implement", "write", "code", "make", "set up", "introduce",
        "refactor", "rewrite", "rebuild",
      ]
    ),
    (
      .newThing,
      [
        "new feature", "new features", "new project", "new app", "new application", "new product",
        "new service",
        "new system",
      ]
    ),
    (
      .without,
      [
        "without", "excluding", "minus", "no", "dont", "do not", "but not", "not the", "and not", "never",
        "must not", "mustnt", "should not", "shouldnt", "need not", "neednt", "no need for", "no need to",
        "instead of", "rather than",
      ]
    ),
    (
      .skipping,
      [
        "skip", "skipping", "omit", "omitting", "leave out", "leaving out", "exclude", "ignore", "ignoring",
        "bypass", "avoid", "postpone", "defer", "hold off on", "hands off", "stay away from",
        "keep away from",
        "stay out of", "keep out of",
      ]
    ),
    (.exception, ["except", "except for", "apart from", "other than", "aside from"]),
    (.leaving, ["leave", "keep", "let"]),
    (
      .beginning,
      ["skip to", "skip ahead to", "skip straight to", "jump to", "jump ahead to", "jump straight to"]
    ),
    (
      .rest,
      [
        "the rest", "the others", "everyone else", "everybody else", "everything else", "all others",
        "all the others", "the remaining",
      ]
    ),
    (
      .resuming,
      [
        "continue", "continuing", "resume", "resuming", "restart", "finish", "finish up", "go on", "carry on",
        "proceed", "keep going",
      ]
    ),
    (
      .resumingSurely,
      [
        "pick up where", "pick it up where", "left off", "where we stopped", "where you stopped",
        "where it stopped",
      ]
    ),
    (
      .nothing,
      [
        "not only", "not just", "dont just", "do not just", "just like", "just as", "only if", "only when",
        "only then", "just now", "no longer", "no matter", "dont forget", "do not forget",
      ]
    ),
  ]

  /// Words that may stand in front of what is asked for.
  static let leading: Set<String> = [
    "please", "can", "could", "would", "will", "you", "we", "i", "d", "lets", "let", "s", "us", "want",
    "need",
    "like", "to", "now", "so", "ok", "okay", "hey", "hi", "then", "also", "should", "must", "have", "do",
    "run", "perform", "give", "me", "start", "conduct", "execute", "a", "an", "the", "this", "that", "my",
    "our", "your", "use", "call", "invoke", "ask", "another", "quick", "quickly", "next", "time", "for",
    "with", "not", "only", "just",
    "agent", "step", "phase",
  ]

  /// Words that may stand between a sign and what it is said of.
  static let between: Set<String> = [
    "the", "a", "an", "any", "this", "that", "my", "our", "your", "run", "running", "do", "doing", "use",
    "using", "call", "calling", "need", "for", "to", "with", "of", "by", "on", "in", "touch", "touching",
    "change", "changes", "changing", "involve", "involving", "perform", "have", "want", "agent", "step",
    "phase",
    "part", "work", "redo", "rerun", "fix", "update", "check", "please", "let", "ask",
  ]

  /// Words that begin what is said of something else: `a page that only admins see`.
  static let clauses: Set<String> = [
    "that", "which", "who", "whom", "where", "when", "while", "if", "so", "because", "as",
  ]
  /// Words behind which `only` belongs to what they are said of: `users can only see theirs`.
  static let auxiliaries: Set<String> = [
    "is", "are", "be", "been", "was", "were", "can", "could", "may", "might", "will", "would", "should",
    "must",
    "shall", "does", "has", "have", "it", "they", "not",
  ]
  /// Words behind which `just` only softens.
  static let subjects: Set<String> = [
    "it", "they", "he", "she", "that", "which", "this", "these", "is", "are", "was", "were", "has", "have",
    "had",
  ]
  /// Words that may stand behind what was asked for.
  static let closing: Set<String> = [
    "please", "thanks", "thank", "you", "now", "today", "for", "this", "time",
  ]

  /// What may stand between two of a list, and behind one of them.
  static let articles: Set<String> = ["the", "a", "an", "any", "also", "either", "our", "my", "no"]
  static let parts: Set<String> = ["agent", "agents", "step", "steps", "phase", "phases", "part", "parts"]

  /// Words that part what is asked for.
  static let joining: Set<String> = ["and", "then", "but", "or", "nor", "plus"]

  /// Words in front of an agent whose name is an ordinary word.
  static let calling: Set<String> = [
    "use", "using", "run", "ask", "tell", "have", "let", "call", "invoke", "execute", "with", "by", "via",
    "through", "only", "just", "agent", "without", "except", "skip", "skipping", "excluding", "omit",
  ]

  /// What is smaller than a workflow, where all of it is spoken of.
  static let small: Set<String> = [
    "file", "files", "diff", "class", "module", "function", "method", "line", "document", "test", "tests",
    "code", "codebase", "folder", "directory", "commit", "branch", "page", "component", "screen", "word",
    "time", "day",
  ]

  /// What a thing that is not there yet begins with.
  static let oneMore: Set<String> = ["a", "an", "new", "another", "some"]

  /// Small things to do.
  static let chores: Set<String> = [
    "run", "do", "check", "lint", "test", "fix", "validate", "format", "type", "update", "change", "apply",
    "verify", "rename", "remove", "delete", "address", "move",
  ]

  /// What is gone on with.
  static let resumed: Set<String> = [
    "workflow", "run", "work", "process", "interrupted", "previous", "last", "earlier", "where", "it",
  ]

  /// Words that begin what is said of a part, and asks for nothing: `the architect is wrong`.
  static let stating: Set<String> = [
    "is", "isnt", "are", "arent", "was", "were", "has", "had", "looks", "seems", "comes", "works", "stays",
    "remains", "will", "can", "happens", "follows", "waits",
  ]
  /// What is said of a part that has not to work.
  static let done: Set<String> = [
    "done", "finished", "complete", "completed", "ready", "unnecessary", "unneeded", "optional", "later",
    "wait",
    "waits",
  ]
  /// The same, where it is denied.
  static let needed: Set<String> = ["needed", "necessary", "required", "wanted"]
  /// Behind a part that is left: `leave the frontend alone`.
  static let left: Set<String> = ["alone", "as", "untouched", "unchanged", "out", "be", "to", "for"]

  /// A keyword that is also what every agent works at.
  static let general: Set<String> = ["code"]

  static let makes: Set<String> = [
    "add", "build", "create", "develop", "write", "make", "introduce", "refactor", "rewrite", "rebuild",
    "change",
    "update",
  ]
  static let applying: Set<String> = [
    "apply", "address", "fix", "incorporate", "resolve", "implement", "handle", "mend", "correct", "repair",
  ]
  /// What somebody did who found something: `what the reviewer found`.
  static let finding: Set<String> = [
    "found", "said", "says", "reported", "reports", "flagged", "wants", "wanted", "wrote", "noted", "raised",
    "requested", "asked", "pointed",
  ]
  static let findings: Set<String> = [
    "feedback", "comments", "comment", "finding", "blockers", "findings", "remarks", "issues", "notes",
    "result", "results",
  ]
}
