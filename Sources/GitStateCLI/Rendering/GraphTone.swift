/// The colours of a task by where it stands, in daylight and in the dark: text on its fill has a contrast of 7 or more.
struct GraphTone {
  struct Colors {
    let fill: String
    let line: String
    let text: String
  }

  let day: Colors
  let night: Colors

  init(_ group: Standing.Group) {
    switch group {
    case .done:
      day = Colors(fill: "#dcf5e3", line: "#2f9e57", text: "#12401f")
      night = Colors(fill: "#12321e", line: "#3fb96b", text: "#c9f2d5")
    case .toMerge:
      day = Colors(fill: "#fdf0cc", line: "#c08a00", text: "#4d3800")
      night = Colors(fill: "#362a08", line: "#d9a520", text: "#fbe6b0")
    case .atWork:
      day = Colors(fill: "#dcebfd", line: "#2672d4", text: "#0d2f5e")
      night = Colors(fill: "#10294a", line: "#569cf2", text: "#cfe3fd")
    case .inReview:
      day = Colors(fill: "#ece2fb", line: "#7e4fd0", text: "#361763")
      night = Colors(fill: "#2a1c47", line: "#a988ec", text: "#e5d8fc")
    case .ready:
      day = Colors(fill: "#ffffff", line: "#22272e", text: "#1b1f24")
      night = Colors(fill: "#22272e", line: "#e6eaef", text: "#f4f6f8")
    case .waiting:
      day = Colors(fill: "#f1f3f5", line: "#98a1ab", text: "#3b424a")
      night = Colors(fill: "#1b1f25", line: "#66707b", text: "#c0c8d0")
    case .stuck:
      day = Colors(fill: "#fde2e0", line: "#d1342c", text: "#5f120e")
      night = Colors(fill: "#431715", line: "#f0655c", text: "#fdd5d2")
    case .cancelled:
      day = Colors(fill: "#f6f7f8", line: "#b9c0c8", text: "#4d555e")
      night = Colors(fill: "#15181c", line: "#4b545e", text: "#a9b2bb")
    }
  }
}
