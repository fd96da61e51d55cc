import ArgumentParser

@main
struct GitStateCommand: ParsableCommand {
  func run() {}
}
