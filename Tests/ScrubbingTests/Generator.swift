/// Numbers that look random and are the same in each run.
struct Generator {
    var state: UInt64

    mutating func below(_ limit: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(max(1, limit)))
    }

    mutating func one<Element>(of choices: [Element]) -> Element { choices[below(choices.count)] }
}
