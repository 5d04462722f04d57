import SentryProtocol

/// Objects that come again and again are looked at once.
extension Walk {
    /// An object of a zone that `recurs`. What has nothing in it to change is kept in mind and passed over next time,
    /// but for the variables of a frame, which are others in each event and are always looked at.
    mutating func recurring(_ index: Int, _ token: JSONToken, _ zone: Zone) {
        let end = Int(token.extent)
        guard let memory, end - index >= ScrubbingLimits.recalledTokensMin else { return members(index, token, zone) }
        var variables: Int?
        if zone == .frame {
            var at = index + 1
            while at < end {
                if isVariables(tokens[at]) {
                    // Which one of two holds is not decided here.
                    if variables != nil { return members(index, token, zone) }
                    variables = at
                }
                at = following(at + 1)
            }
        }
        let fingerprint = fingerprint(of: index, without: variables, zone)
        if memory.contains(fingerprint) {
            if let variables { member(key: variables, value: variables + 1, zone) }
            return
        }
        let before = edits.count
        recalls = false
        members(index, token, zone)
        recalls = true
        // Tokens that are looked at in any case.
        let excepted = variables.map { $0..<following($0 + 1) } ?? 0..<0
        if edits[before...].allSatisfy({ excepted.contains($0.token) }) { memory.insert(fingerprint) }
    }

    private func isVariables(_ key: JSONToken) -> Bool { key.extent == 4 && raw(key).hasExactly("vars", at: 0) }

    /// Of all bytes from the first token to the last: what stands behind that, and between the variables and the key
    /// after them, cannot be anything but quotes, brackets, commas and white space.
    private func fingerprint(of index: Int, without variables: Int?, _ zone: Zone) -> UInt64 {
        var hash = KeyedHash(secret, kind: zone.rawValue)
        let end = Int(tokens[index].extent)
        var start = Int(tokens[index].start)
        if let variables {
            hash.add(UnsafeRawBufferPointer(bytes.part(start..<Int(tokens[variables].start))))
            let next = following(variables + 1)
            // Nothing is left when they came last.
            if next == end { return hash.value }
            start = Int(tokens[next].start)
        }
        let last = tokens[end - 1]
        // A container that comes last is empty.
        let endOfLast = Int(last.start) + (last.isContainer ? 1 : Int(last.extent))
        hash.add(UnsafeRawBufferPointer(bytes.part(start..<endOfLast)))
        return hash.value
    }
}
