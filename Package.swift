// swift-tools-version: 6.2
import PackageDescription

/// Applied to every Swift target: the next language mode's rules, and no warnings.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InferIsolatedConformances"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .treatAllWarnings(as: .error),
]

/// Every target but Git and YAML, the gates to C: no pointer is touched outside the gate without the word `unsafe`.
let safe = strict + [.strictMemorySafety()]

/// The commit that is built, where the environment says so: `scripts/install` does.
let commit = Context.environment["GITSTATE_COMMIT"]

let package = Package(
  name: "gitstate",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "gitstate", targets: ["GitStateCLI"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    // What imports nothing.
    .target(name: "JSON", path: "Sources/GitState/JSON", swiftSettings: safe),
    .target(name: "StateMachine", path: "Sources/GitState/Machine", swiftSettings: safe),

    // What others write, behind a gate of its own.
    .systemLibrary(
      name: "CYaml",
      pkgConfig: "yaml-0.1",
      providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]
    ),
    .target(
      name: "YAML", dependencies: ["CYaml", "JSON"], path: "Sources/GitState/YAML", swiftSettings: strict),

    // The machine and the repository.
    .systemLibrary(
      name: "CLibGit2",
      pkgConfig: "libgit2",
      providers: [.apt(["libgit2-dev"]), .brew(["libgit2"])]
    ),
    .systemLibrary(
      name: "CDeflate",
      pkgConfig: "libdeflate",
      providers: [.apt(["libdeflate-dev"]), .brew(["libdeflate"])]
    ),
    .target(name: "CProcess", cSettings: commit.map { [.define("GITSTATE_COMMIT", to: $0)] } ?? []),
    .target(name: "Files", path: "Sources/GitState/Files", swiftSettings: safe),
    .target(
      name: "Git",
      dependencies: ["CLibGit2", "CDeflate", "CProcess", "Files"],
      path: "Sources/GitState/Git",
      swiftSettings: strict
    ),

    // What gitstate is: ledgers, worktrees, merges.
    .target(
      name: "GitState",
      dependencies: ["StateMachine", "Git", "Files", "JSON", "YAML"],
      path: "Sources/GitState",
      exclude: ["JSON", "Machine", "Files", "Git", "YAML"],
      swiftSettings: safe
    ),

    // How it is reached.
    .target(
      name: "MCPServer",
      dependencies: ["JSON", "GitState", "StateMachine"],
      path: "Sources/MCPServer",
      swiftSettings: safe
    ),
    .executableTarget(
      name: "GitStateCLI",
      dependencies: [
        "CProcess", "Files", "GitState", "JSON", "MCPServer", "StateMachine",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Sources/GitStateCLI",
      swiftSettings: safe
    ),

    // Tests.
    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
    .testTarget(name: "JSONTests", dependencies: ["JSON"], swiftSettings: strict),
    .testTarget(name: "YAMLTests", dependencies: ["YAML", "JSON", "TestSupport"], swiftSettings: strict),
    .target(
      name: "WorkflowWalks", dependencies: ["StateMachine", "TestSupport"], path: "Tests/WorkflowWalks",
      swiftSettings: strict),
    .testTarget(
      name: "StateMachineTests",
      dependencies: ["StateMachine", "TestSupport", "WorkflowWalks"],
      swiftSettings: strict
    ),
    .executableTarget(
      name: "RefRacer", dependencies: ["Git", "Files"], path: "Tests/RefRacer", swiftSettings: strict),
    .testTarget(
      name: "GitTests",
      dependencies: ["Git", "Files", "TestSupport", "RefRacer"],
      swiftSettings: strict
    ),
    .executableTarget(
      name: "WorktreeRacer", dependencies: ["GitState", "Git", "Files"], path: "Tests/WorktreeRacer",
      swiftSettings: strict),
    .testTarget(
      name: "GitStateTests",
      dependencies: [
        "GitState", "Git", "Files", "JSON", "StateMachine", "TestSupport", "WorkflowWalks", "WorktreeRacer",
      ],
      swiftSettings: strict
    ),
    .testTarget(
      name: "MCPServerTests",
      dependencies: ["MCPServer", "JSON", "Files", "TestSupport", "WireProbe"],
      swiftSettings: strict
    ),
    .executableTarget(
      name: "LedgerLoop", dependencies: ["CProcess", "GitState", "Git", "Files", "StateMachine"],
      path: "Benchmarks/LedgerLoop",
      swiftSettings: strict),
    .executableTarget(
      name: "WireProbe",
      dependencies: ["MCPServer", "JSON", "Files"],
      path: "Tests/WireProbe",
      swiftSettings: strict
    ),
    .testTarget(
      name: "GitStateCLITests",
      dependencies: [
        "CProcess", "GitStateCLI", "GitState", "JSON", "MCPServer", "StateMachine", "TestSupport",
        "WorkflowWalks",
      ],
      swiftSettings: strict
    ),
    .testTarget(name: "ArchitectureTests", dependencies: ["TestSupport"], swiftSettings: strict),
    .target(
      name: "FuzzTargets", dependencies: ["GitState", "JSON", "MCPServer", "StateMachine", "YAML"],
      path: "Tests/Fuzz/Targets", swiftSettings: strict),
    .testTarget(name: "FuzzTests", dependencies: ["FuzzTargets", "TestSupport"], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)

// libFuzzer itself is there only where `scripts/fuzz` builds.
if Context.environment["GITSTATE_FUZZ"] != nil {
  package.targets += [
    .executableTarget(
      name: "Fuzz", dependencies: ["FuzzTargets"], path: "Tests/Fuzz/Driver", swiftSettings: strict)
  ]
}
