import CCompression

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Dictionaries as files: `0001-9f3a21bc.zstd-dictionary`, … in the order in which they were made, each with the CRC-32 of
/// what is in it. Those of earlier releases have a number alone.
struct DictionaryFolder: Sendable {
    let path: String

    /// What could be read, oldest first, and one sentence about each file that could not.
    struct Contents {
        var dictionaries: [[UInt8]] = []
        var problems: [String] = []
    }

    private static let suffix = ".zstd-dictionary"
    private static let bytesMax = 1024 * 1024
    private static let filesMax = 9999

    /// Nothing stops at a file that cannot be used: only the bodies that need it stay unread.
    func read() -> Contents {
        var contents = Contents()
        for name in names(&contents.problems) {
            let failure: String
            switch read(name) {
            case .success(let bytes) where BodyCodec.isDictionary(bytes):
                contents.dictionaries.append(bytes)
                continue
            case .success: failure = "it is damaged"
            case .failure(let problem): failure = problem.text
            }
            contents.problems.append(
                "the dictionary \(path)/\(name) cannot be used, nor events that were packed with it be read: \(failure)"
            )
        }
        return contents
    }

    private func names(_ problems: inout [String]) -> [String] {
        guard let folder = opendir(path) else {
            if errno != ENOENT, !path.isEmpty {
                problems.append("the dictionaries in \(path) cannot be read: \(Self.reason(errno))")
            }
            return []
        }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasSuffix(Self.suffix) { names.append(name) }
        }
        return names.sorted()
    }

    private static func digits(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    private static func checksum(_ bytes: [UInt8]) -> String {
        let digits = String(crc32(0, bytes, UInt32(bytes.count)), radix: 16)
        return String(repeating: "0", count: max(0, 8 - digits.count)) + digits
    }

    private static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }

    private struct Unreadable: Error {
        let text: String
    }

    private func read(_ name: String) -> Result<[UInt8], Unreadable> {
        guard let file = fopen(path + "/" + name, "rb") else {
            return .failure(Unreadable(text: Self.reason(errno)))
        }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: Self.bytesMax + 1)
        let count = fread(&bytes, 1, bytes.count, file)
        guard ferror(file) == 0 else { return .failure(Unreadable(text: Self.reason(errno))) }
        guard count > 0 else { return .failure(Unreadable(text: "it is empty")) }
        guard count <= Self.bytesMax else { return .failure(Unreadable(text: "it is too large")) }
        bytes.removeLast(bytes.count - count)
        let parts = name.dropLast(Self.suffix.count).split(separator: "-", maxSplits: 1)
        // One changed byte would unpack bodies to something else, and nobody would notice.
        guard parts.count < 2 || parts[1] == Self.checksum(bytes) else {
            return .failure(Unreadable(text: "it is damaged"))
        }
        return .success(bytes)
    }

    /// Durable when it returns true: a body that needs the dictionary may be written then. Replaces no file, also none
    /// that could not be read.
    func add(_ bytes: [UInt8]) -> Bool {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { return false }
        var problems: [String] = []
        let taken = names(&problems).compactMap { Int($0.prefix { $0 != "-" && $0 != "." }) }
        let number = (taken.max() ?? 0) + 1
        guard problems.isEmpty, number <= Self.filesMax else { return false }
        let name = path + "/" + Self.digits(number) + "-" + Self.checksum(bytes) + Self.suffix
        let file = open(name + ".new", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { return false }
        let isWritten = write(file, bytes, bytes.count) == bytes.count && fsync(file) == 0
        close(file)
        guard isWritten, rename(name + ".new", name) == 0 else { return false }
        for folder in [path, path + "/.."] {
            let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            guard descriptor >= 0 else { return false }
            defer { close(descriptor) }
            guard fsync(descriptor) == 0 else { return false }
        }
        return true
    }
}
