import FuzzTargets

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What libFuzzer's own `main` calls before the first input: `GITSTATE_FUZZ_TARGET` names the target.
@_cdecl("LLVMFuzzerInitialize") public func begin(
  _: UnsafeMutableRawPointer, _: UnsafeMutableRawPointer
) -> CInt {
  guard let name = getenv("GITSTATE_FUZZ_TARGET"), let target = FuzzTarget(rawValue: String(cString: name))
  else {
    fatalError("GITSTATE_FUZZ_TARGET is one of \(FuzzTarget.allCases.map(\.rawValue))")
  }
  FuzzRun.target = target
  atexit { FuzzRun.tell() }
  return 0
}

/// One input.
@_cdecl("LLVMFuzzerTestOneInput") public func take(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  FuzzRun.run(Array(UnsafeBufferPointer(start: bytes, count: count)))
  return 0
}
