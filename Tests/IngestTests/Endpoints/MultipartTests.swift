import Testing

@testable import Ingest

@Suite("Multipart bodies")
struct MultipartTests {
    private func parts(_ text: String, boundary: String = "b") throws -> [(name: String?, text: String)] {
        let form = try MultipartBody(
            parsing: Array(text.utf8), contentType: "multipart/form-data; boundary=\(boundary)")
        return form.parts.map { ($0.name, form.text(of: $0)) }
    }

    @Test(
        "the boundary is found in every way that clients write it",
        arguments: [
            "multipart/form-data; boundary=b", "multipart/form-data; boundary=\"b\"",
            "Multipart/Form-Data; charset=utf-8; BOUNDARY = b ; x=y", "multipart/mixed;boundary=b",
        ])
    func boundary(contentType: String) throws {
        let body = Array("--b\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--b--".utf8)
        #expect(try MultipartBody(parsing: body, contentType: contentType).parts.map(\.name) == ["a"])
    }

    @Test("lines may end in CR LF or LF, and content keeps every byte of its own", arguments: ["\r\n", "\n"])
    func lineEnds(newline: String) throws {
        for content in [
            "", "a", "\r", "\n", "\r\n", "a\r\n", "x--b", "x--b--\n", "\n--", "-\n--bc\n", "\n--b -x", "x\r\r",
        ] {
            var form = FormText(boundary: "b", newline: newline)
            form.add("first", content)
            form.add("second", "2")
            // Content may hold the boundary where no line of it begins, or where the line goes on.
            let parts = try parts(String(decoding: form.body, as: UTF8.self))
            #expect(parts.map(\.text) == [content, "2"], "\(content.debugDescription)")
            #expect(parts.map(\.name) == ["first", "second"])
        }
    }

    @Test("what stands before the first and behind the last delimiter counts for nothing")
    func surroundings() throws {
        let body =
            "preamble\r\n--b \t\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--b--\r\nepilogue\r\n--b\r\n"
        #expect(try parts(body).map(\.text) == ["1"])
        #expect(try parts("--b--").isEmpty)
    }

    @Test("a part without header fields is a part without a name")
    func bare() throws {
        #expect(try parts("--b\r\n\r\nx\r\n--b--").map(\.text) == ["x"])
        #expect(try parts("--b\r\n\r\n--b--").map(\.text) == [""])
        #expect(try parts("--b\r\nnonsense\r\n: \r\n\r\nx\r\n--b--").map(\.name) == [nil])
    }

    @Test(
        "names and filenames are read as clients write them",
        arguments: [
            (#"form-data; name="a"; filename="b.txt""#, "a", "b.txt"),
            (#"form-data; name=a; filename=b.txt"#, "a", "b.txt"),
            (#"form-data; name="a\"\\b"; filename="C:\dir\x.dmp""#, #"a"\b"#, #"C:\dir\x.dmp"#),
            (#"form-data; name="a%22%0D%0A%41;c"; filename="100%""#, "a\"\r\n%41;c", "100%"),
            (#"form-data; filename*=UTF-8''%e2%82%ac%20x; filename="e x"; name="ü""#, "ü", "€ x"),
            (#"form-data; filename*=ISO-8859-1'en'%A3; filename="pound"; name=n"#, "n", "pound"),
            (#"form-data;; name = "a" junk ; filename"#, "a", ""),
            (#"form-data; name="open"#, "open", nil),
            ("form-data;\r\n name=\"folded\"", "folded", nil),
        ] as [(String, String, String?)])
    func disposition(field: String, name: String, filename: String?) throws {
        let body = "--b\r\ncontent-disposition: \(field)\r\nContent-Type: Text/Plain; charset=x\r\n\r\n1\r\n--b--"
        let part = try #require(
            try MultipartBody(parsing: Array(body.utf8), contentType: "multipart/form-data; boundary=b").parts.first)
        #expect(part.name == name)
        #expect(part.filename == filename)
        #expect(part.contentType == "text/plain")
    }

    @Test("a body cut off anywhere before its last delimiter is refused")
    func truncation() throws {
        var form = FormText()
        form.add("sentry[release]", "1.0")
        form.addFile("upload_file_minidump", "crash.dmp", type: "application/x-dmp", Array("MDMP\r\n--\n".utf8))
        let body = form.body
        let complete = body.count - 2
        for length in 0..<complete {
            #expect(throws: MultipartError.self, "\(length)") {
                try MultipartBody(parsing: Array(body[..<length]), contentType: form.contentType)
            }
        }
        for length in complete...body.count {
            let parsed = try MultipartBody(parsing: Array(body[..<length]), contentType: form.contentType)
            #expect(parsed.parts.count == 2)
        }
    }

    @Test("what is refused, and why")
    func refused() {
        func error(_ body: String, _ contentType: String?) -> MultipartError? {
            #expect(throws: MultipartError.self) {
                try MultipartBody(parsing: Array(body.utf8), contentType: contentType)
            }
        }
        #expect(error("--b--", nil) == .notMultipart)
        #expect(error("--b--", "application/json; boundary=b") == .notMultipart)
        #expect(error("--b--", "multipart/form-data") == .boundaryMissing)
        #expect(error("----", "multipart/form-data; boundary=\"\"") == .boundaryMissing)
        #expect(error("--b--", "multipart/form-data; boundary=\"a\nb\"") == .badBoundary)
        let long = String(repeating: "x", count: 201)
        #expect(error("--\(long)--", "multipart/form-data; boundary=\(long)") == .badBoundary)
        #expect(error("--bc--", "multipart/form-data; boundary=b") == .noParts)
        #expect(error("", "multipart/form-data; boundary=b") == .noParts)
        #expect(error("--b\r\nA: x\r\n--b--", "multipart/form-data; boundary=b") == .incomplete)
        let header = String(repeating: "A: x\r\n", count: 5000)
        #expect(error("--b\r\n\(header)\r\n1\r\n--b--", "multipart/form-data; boundary=b") == .headersTooLong)
    }

    @Test("500 parts are fine, one more is not")
    func tooMany() throws {
        let part = "--b\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n"
        #expect(try parts(String(repeating: part, count: 500) + "--b--").count == 500)
        #expect(throws: MultipartError.tooManyParts) {
            try parts(String(repeating: part, count: 501) + "--b--")
        }
    }

    @Test("boundaries made of what they are searched in take no longer", .timeLimit(.minutes(10)))
    func hostileBoundaries() throws {
        let boundary = String(repeating: "-", count: 200)
        for filler in ["-", "\n", "\n--", "\n" + String(repeating: "-", count: 201)] {
            let content = String(repeating: filler, count: 300_000 / filler.utf8.count)
            let body = Array("--\(boundary)\n\n\(content)\n--\(boundary)--".utf8)
            let form = try? MultipartBody(parsing: body, in: 0..<body.count, boundary: Array(boundary.utf8))
            #expect((form?.parts.count ?? 1) <= 500)
        }
    }

    @Test("a body is read within its range only")
    func range() throws {
        let body = Array("x\n--b\n\n1\n--b--".utf8)
        let form = try MultipartBody(parsing: body, in: 2..<body.count, boundary: Array("b".utf8))
        #expect(form.parts.map { form.text(of: $0) } == ["1"])
        #expect(throws: MultipartError.incomplete) {
            try MultipartBody(parsing: body, in: 2..<body.count - 1, boundary: Array("b".utf8))
        }
    }
}
