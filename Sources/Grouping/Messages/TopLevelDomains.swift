/// The endings by which a dotted word is taken for a host name: the common ones, in one case only.
enum TopLevelDomains {
    static func contains(_ label: ArraySlice<UInt8>) -> Bool {
        guard (2...6).contains(label.count), let first = label.first, first.isLetter else { return false }
        var packed: UInt64 = 0
        for byte in label {
            guard byte.isLetter, byte.isUpper == first.isUpper else { return false }
            packed = packed << 8 | UInt64(byte.lowered)
        }
        return names.contains(packed)
    }

    private static let names: Set<UInt64> = {
        let list = """
            com net org jp de uk fr br it ru es me gov pl ca au cn co in nl edu info eu ch id at kr cz mx be tv se tr \
            tw al ua ir vn cl sk ly cc to no fi us pt dk ar hu tk gr il news ro my biz ie za nz sg ee th io xyz pe bg \
            hk rs lt link ph club si site mobi by cat wiki la ga xxx cf hr ng jobs online kz ug gq ae is lv pro fm \
            tips ms sa app dev ai
            """
        var names: Set<UInt64> = []
        for name in list.split(whereSeparator: \.isWhitespace) {
            names.insert(name.utf8.reduce(0) { $0 << 8 | UInt64($1) })
        }
        return names
    }()
}
