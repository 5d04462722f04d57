extension RouteMatrix {
    /// The matrix for people and tests: who asks, numbered; a line for each route and position; the number of cells.
    public var text: String {
        var lines = Asker.allCases.enumerated().map { Self.left($0.offset + 1) + " " + $0.element.rawValue }
        let width = (cells.map { $0.route.description.count }.max() ?? 0) + 2
        let numbers = Asker.allCases.indices.map { Self.left($0 + 1) }.joined(separator: " ")
        lines.append("")
        lines.append(Self.pad("route", width) + Self.pad("where", 20) + numbers)
        for row in rows {
            let marks = row.map { Self.mark($0.answer) }.joined(separator: " ")
            lines.append(Self.pad(row[0].route.description, width) + Self.pad(row[0].position.rawValue, 20) + marks)
        }
        lines.append("\(cells.count) cells, \(cells.count { $0.answer == .allowed }) of them allowed")
        return lines.joined(separator: "\n") + "\n"
    }

    /// The cells of a route and position, one for each asker.
    private var rows: [[Cell]] {
        let width = Asker.allCases.count
        return stride(from: 0, to: cells.count, by: width).map { Array(cells[$0..<$0 + width]) }
    }

    private static func mark(_ answer: Answer) -> String {
        switch answer {
        case .allowed: "yes"
        case .refused(let status): String(status)
        }
    }

    private static func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    /// As wide as a mark.
    private static func left(_ number: Int) -> String {
        String(repeating: " ", count: number < 10 ? 2 : 1) + "\(number)"
    }
}
