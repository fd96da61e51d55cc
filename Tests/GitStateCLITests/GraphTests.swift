import Foundation
import StateMachine
import TestSupport
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@testable import GitStateCLI

@Suite struct `A plan's graph` {
  private func sample() throws -> PlanGraph {
    PlanGraph(
      try SamplePlan.plan(), given: SamplePlan.facts, finished: [], branch: "plan/session-20250112-143000",
      state: "active", at: SamplePlan.now)
  }

  private func alone(_ tasks: [PlanTask], request: String = "r") throws -> PlanGraph {
    let founding = PlanFounding(session: try SessionID("s"), request: request, base: "flow")
    let plan = Plan(founding: founding, created: SamplePlan.now, version: 1, tasks: tasks, learnings: [])
    return PlanGraph(
      plan, given: PlanFacts(), finished: [], branch: "plan/s", state: "active", at: SamplePlan.now)
  }

  @Test func `is text in columns, one for each wave`() throws {
    try GoldenFile("output/graph.txt").expect(GraphText(graph: sample()).render(Style(width: 100)))
    try GoldenFile("output/graph-100.txt").expect(
      GraphText(graph: LargePlan.graph()).render(Style(width: 160)))
    let narrow = try GraphText(graph: sample()).render(Style(isUnicode: false, width: 60))
    #expect(narrow.utf8.allSatisfy { $0 < 0x80 })
    for graph in [try sample(), try LargePlan.graph()] {
      for width in [40, 80, 100, 160] {
        for line in GraphText(graph: graph).render(Style(width: width)).split(separator: "\n") {
          #expect(Style.columns(of: line) <= width, "\(line)")
        }
      }
    }
  }

  @Test func `is a Mermaid flowchart`() throws {
    try GoldenFile("output/graph.mmd").expect(GraphMermaid(graph: sample()).render())
    let text = try GraphMermaid(graph: LargePlan.graph()).render()
    try GoldenFile("output/graph-100.mmd").expect(text)
    // Between our own quotes stands nothing that ends them or that a browser takes for a tag, but our line break.
    for line in text.split(separator: "\n") where line.contains("[\"") {
      #expect(line.count { $0 == "\"" } == 2, "\(line)")
      #expect(!line.replacing("<br/>", with: "").contains { "<>&`".contains($0) }, "\(line)")
    }
  }

  @Test func `is DOT that Graphviz reads`() throws {
    try GoldenFile("output/graph.dot").expect(GraphDOT(graph: sample()).render())
    for graph in [try sample(), try LargePlan.graph(), try alone([])] {
      let text = GraphDOT(graph: graph).render()
      #expect(isBalanced(text))
      let dot = "/usr/bin/dot"
      guard FileManager.default.isExecutableFile(atPath: dot) else { continue }
      let drawn = try RunningProgram(
        dot, ["-Tplain"], environment: HermeticGit.environment(home: packageRoot), folder: packageRoot,
        input: Array(text.utf8)
      ).wait()
      #expect(drawn.status == 0 && !drawn.errors.contains("syntax"), "\(drawn.errors)")
      let nodes = drawn.text.split(separator: "\n").count { (line: Substring) in line.hasPrefix("node t") }
      #expect(nodes == graph.plan.tasks.count)
    }
  }

  /// Whether every quotation ends and every brace outside of them is closed.
  private func isBalanced(_ text: String) -> Bool {
    var depth = 0
    var isQuoted = false
    var isEscaped = false
    for character in text {
      if isEscaped {
        isEscaped = false
      } else if isQuoted, character == "\\" {
        isEscaped = true
      } else if character == "\"" {
        isQuoted.toggle()
      } else if !isQuoted {
        depth += character == "{" ? 1 : character == "}" ? -1 : 0
        if depth < 0 { return false }
      }
    }
    return depth == 0 && !isQuoted
  }

  @Test func `is an SVG picture that stands by itself`() throws {
    try GoldenFile("output/graph.svg").expect(GraphSVG(graph: sample()).render())
    try GoldenFile("output/graph-100.svg").expect(GraphSVG(graph: LargePlan.graph()).render())
    for graph in [try sample(), try LargePlan.graph(), try alone([])] {
      let seen = try Seen(GraphSVG(graph: graph).render())
      #expect(
        seen.elements.subtracting([
          "svg", "title", "desc", "style", "defs", "marker", "path", "rect", "text", "g", "circle",
        ]).isEmpty)
      #expect(!seen.attributes.contains { $0.hasPrefix("on") || $0.contains("href") })
      #expect(seen.boxes.count == graph.plan.tasks.count)
      #expect(seen.boxes.allSatisfy { seen.frame.contains($0) })
      for (index, box) in seen.boxes.enumerated() {
        #expect(!seen.boxes.dropFirst(index + 1).contains { $0.intersects(box) })
      }
    }
  }

  @Test func `shows stored text and obeys none of it`() throws {
    var named = try SamplePlan.task("001", "d")
    named.definition.title = "<script>alert('x')</script>&amp;\u{202e}\u{1b}[2J\u{0}]]>\u{fffe}"
    let graph = try alone([named], request: SamplePlan.hostile)
    let svg = GraphSVG(graph: graph).render()
    for text in [
      svg, GraphText(graph: graph).render(Style()), GraphMermaid(graph: graph).render(),
      GraphDOT(graph: graph).render(),
    ] {
      #expect(
        text.unicodeScalars.allSatisfy { scalar in
          switch scalar.properties.generalCategory {
          case .control: scalar == "\n"
          case .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse: false
          default: true
          }
        })
    }
    #expect(!svg.contains("<script") && !svg.contains("]]>"))
    #expect(
      try Seen(svg).all.contains {
        $0.contains("<script>alert('x')</script>&amp;\\u{202e}\\u{1b}[2J\\u{0}]]>\\u{fffe}")
      })
  }

  @Test func `cuts what is long, and keeps it whole where the pointer rests`() throws {
    let long = String(repeating: "very long words ", count: 40)
    let cjk = String(repeating: "漢字", count: 100)
    let graph = try alone([try SamplePlan.task("001", long), try SamplePlan.task("002", cjk)])
    let seen = try Seen(GraphSVG(graph: graph).render())
    #expect(seen.text.contains { $0.contains(cjk) } && seen.frame.width < 600)
    #expect(seen.text.contains { $0.hasSuffix("…") })
    #expect(PixelText.lines("漢字漢字 a", to: 40, size: 10, limit: 2) == ["漢字漢", "字 a"])
    #expect(PixelText.lines("", to: 40, size: 10, limit: 2) == [""])
  }

  @Test func `of 100 waves stands on shelves, and lines that go on name where`() throws {
    var tasks: [PlanTask] = []
    for number in 1...100 {
      let before = tasks.last.map { [$0.id.text] } ?? []
      tasks.append(try SamplePlan.task(LargePlan.id(number), "Task \(number)", after: before))
    }
    let graph = try alone(tasks)
    let seen = try Seen(GraphSVG(graph: graph).render())
    #expect(seen.frame.width < 3_200)
    #expect(Set(seen.boxes.map { $0.minY }).count == 10)
    #expect(seen.all.count { $0 == "011" } == 2, "its own box, and where the line leaves the first shelf")
    #expect(seen.boxes.allSatisfy { seen.frame.contains($0) })
  }

  @Test func `has colours that can be read, by day and by night`() {
    for group in Standing.Group.allCases {
      let tone = GraphTone(group)
      for colors in [tone.day, tone.night] {
        #expect(contrast(colors.text, colors.fill) >= 6.5, "\(group)")
        #expect(contrast(colors.line, colors.fill) >= 1.6, "\(group)")
      }
    }
  }

  /// By the formula of WCAG.
  private func contrast(_ one: String, _ other: String) -> Double {
    func light(_ color: String) -> Double {
      let number = Int(color.dropFirst(), radix: 16) ?? 0
      func part(_ shift: Int) -> Double {
        let part = Double((number >> shift) & 0xff) / 255
        return part <= 0.03928 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
      }
      let red: Double = 0.2126 * part(16)
      let green: Double = 0.7152 * part(8)
      return red + green + 0.0722 * part(0)
    }
    let (a, b) = (light(one), light(other))
    let (high, low): (Double, Double) = a > b ? (a, b) : (b, a)
    return (high + 0.05) / (low + 0.05)
  }
}

/// What an XML reader finds in a picture.
private struct Seen {
  var elements: Set<String> = []
  var attributes: Set<String> = []
  var text: Set<String> = []
  var all: [String] = []
  /// The tasks' boxes: what is in a group with a title.
  var boxes: [CGRect] = []
  var frame = CGRect.zero

  init(_ svg: String) throws {
    let reader = Reader()
    let parser = XMLParser(data: Foundation.Data(svg.utf8))
    parser.delegate = reader
    try #require(parser.parse(), "\(String(describing: parser.parserError))")
    self = reader.seen
  }

  init() {}

  private final class Reader: NSObject, XMLParserDelegate {
    var seen = Seen()
    private var buffer = ""
    /// Whether the group that is being read has a title, and whether one is being read.
    private var isTitled = false
    private var isInGroup = false

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String]
    ) {
      buffer = ""
      seen.elements.insert(name)
      seen.attributes.formUnion(attributes.keys)
      func number(_ key: String) -> Double { attributes[key].flatMap { Double($0) } ?? 0 }
      let area = CGRect(x: number("x"), y: number("y"), width: number("width"), height: number("height"))
      if name == "svg" { seen.frame = area }
      if name == "rect", isTitled { seen.boxes.append(area) }
      if name == "g" { (isInGroup, isTitled) = (true, false) }
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { buffer += string }

    func parser(
      _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
    ) {
      if name == "text" || name == "title" {
        seen.text.insert(buffer)
        seen.all.append(buffer)
      }
      if name == "title" { isTitled = isInGroup }
      if name == "g" { (isInGroup, isTitled) = (false, false) }
    }
  }
}
