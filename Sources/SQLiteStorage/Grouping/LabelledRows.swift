import SentryProtocol
import Storage

/// What a row of a day's file says of the issue it belongs to.
struct RowLabel: Hashable {
    var issue: IssueID
    /// The first bytes of the deciding hash; nil in rows of older files.
    var hash: Int64?
}

/// Rows of a day's file with a label for each, packed into two or three bytes a row.
struct LabelledRows {
    private(set) var rows: [(row: Int64, label: RowLabel)] = []

    init(_ rows: some Sequence<(row: Int64, label: RowLabel)>) { self.rows = rows.sorted { $0.row < $1.row } }

    /// Nil when the bytes are not from `bytes`.
    init?(_ bytes: [UInt8]) {
        var reader = NumberReader(bytes: bytes[...])
        guard let labelCount = reader.next(), labelCount <= UInt64(bytes.count) else { return nil }
        var labels: [RowLabel] = []
        for _ in 0..<labelCount {
            guard let issue = reader.next(), let hasHash = reader.next() else { return nil }
            var hash: Int64?
            if hasHash == 1 {
                guard let bits = reader.next() else { return nil }
                hash = Int64(bitPattern: bits)
            }
            labels.append(RowLabel(issue: IssueID(rawValue: Int64(bitPattern: issue)), hash: hash))
        }
        var row: Int64 = 0
        while let step = reader.next() {
            guard let label = reader.next(), label < UInt64(labels.count) else { return nil }
            row &+= Int64(bitPattern: step)
            rows.append((row, labels[Int(label)]))
        }
    }

    var bytes: [UInt8] {
        var positions: [RowLabel: Int] = [:]
        var labels: [RowLabel] = []
        for (_, label) in rows where positions[label] == nil {
            positions[label] = labels.count
            labels.append(label)
        }
        var bytes: [UInt8] = []
        bytes.append(number: UInt64(labels.count))
        for label in labels {
            bytes.append(number: UInt64(bitPattern: label.issue.rawValue))
            bytes.append(number: label.hash == nil ? 0 : 1)
            if let hash = label.hash { bytes.append(number: UInt64(bitPattern: hash)) }
        }
        var last: Int64 = 0
        for (row, label) in rows {
            bytes.append(number: UInt64(bitPattern: row &- last))
            bytes.append(number: UInt64(positions[label] ?? 0))
            last = row
        }
        return bytes
    }
}

extension [UInt8] {
    /// Seven bits a byte, the lowest first.
    fileprivate mutating func append(number: UInt64) {
        var rest = number
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(rest))
    }
}

private struct NumberReader {
    var bytes: ArraySlice<UInt8>

    mutating func next() -> UInt64? {
        var number: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            guard let byte = bytes.popFirst() else { return nil }
            number |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return number }
        }
        return nil
    }
}
