/// What libFuzzer calls for every input. A trap, a report of the address sanitizer or a slow run is a finding.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    fuzz(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}

/// Claims that must hold for every input.
func claim(_ holds: Bool, _ message: @autoclosure () -> String) {
    precondition(holds, message())
}
