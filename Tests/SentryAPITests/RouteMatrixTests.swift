import Access
import SentryAPI
import Testing

@Suite("Every route of the API has its line in the matrix")
struct RouteMatrixTests {
    @Test("each served route is asked by everybody, from everywhere")
    func complete() throws {
        let matrix = try RouteMatrix(of: apiRoutes)
        #expect(Set(matrix.cells.map(\.route)) == Set(apiRoutes))
        let rows = Dictionary(grouping: matrix.cells) { "\($0.route) \($0.position)" }
        #expect(rows.values.allSatisfy { $0.count == RouteMatrix.Asker.allCases.count })
        #expect(matrix.text.contains("\n\(matrix.cells.count) cells, "))
    }

    @Test("a route that is added without a line fails, and is named")
    func added() {
        let forgotten = RoutePattern("DELETE", "/api/0/secrets/{secret}/")
        let missing = #expect(throws: RouteMatrix.Missing.self) { try RouteMatrix(of: apiRoutes + [forgotten]) }
        #expect(missing?.routes == [forgotten])
        #expect(missing?.description.contains("DELETE /api/0/secrets/{}/") == true)
    }

    @Test("tokens that are no good open nothing but the probe, and nobody opens nothing but what is public")
    func dead() throws {
        for cell in try RouteMatrix(of: apiRoutes).cells where cell.answer == .allowed {
            switch cell.asker {
            case .revokedToken, .expiredToken, .inactiveToken:
                #expect(cell.route.description == "GET /api/0/internal/health/")
            case .nobody: #expect(AccessRoutes.need(of: cell.route) == .public)
            default: break
            }
        }
    }

    @Test("nobody reaches another organization, and no browser writes")
    func borders() throws {
        for cell in try RouteMatrix(of: apiRoutes).cells where cell.answer == .allowed {
            guard AccessRoutes.need(of: cell.route) != .public else { continue }
            #expect(cell.position != .otherOrganization, "\(cell)")
            if cell.asker.rawValue.contains("browser") { #expect(cell.route.method == "GET", "\(cell)") }
        }
    }
}
