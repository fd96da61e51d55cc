import CProcess
import Testing

@Suite struct `The C library` {
  @Test func `takes the advice on memory where it is glibc`() {
    #if canImport(Glibc)
      #expect(gitstate_prepare_memory() == 1)
    #else
      #expect(gitstate_prepare_memory() == 0)
    #endif
  }
}
