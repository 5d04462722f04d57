import SentryProtocol
import Storage

extension SQLiteEngine {
    public func secondFactor(of user: UserID) async throws -> SecondFactor? {
        try await readers.read { reader in
            try reader.culprit.first(
                """
                SELECT sealed_secret, is_confirmed, last_used_step, created_at,
                    (SELECT count(*) FROM recovery_code WHERE user_id = \(user) AND used_at IS NULL)
                FROM second_factor WHERE user_id = \(user)
                """
            ) { row in
                SecondFactor(
                    userID: user, sealedSecret: row.blob(0), isConfirmed: row.bool(1), lastUsedStep: row.integer(2),
                    createdAt: row.time(3), recoveryCodesLeft: row.int(4))
            }
        }
    }

    public func beginSecondFactor(of user: UserID, sealedSecret: [UInt8], at now: Timestamp) async throws {
        try await changeDirectory { database in
            guard try database.exists("user", user.rawValue) else { throw PeopleError.noSuchUser }
            try database.removeSecondFactor(of: user)
            try database.run(
                """
                INSERT INTO second_factor (user_id, sealed_secret, is_confirmed, last_used_step, created_at)
                VALUES (\(user), \(sealedSecret), 0, 0, \(now))
                """)
        }
    }

    public func confirmSecondFactor(
        of user: UserID, step: Int64, recoveryCodeHashes: [[UInt8]], keeping kept: SessionID?, at now: Timestamp
    ) async throws -> Bool {
        try await changeDirectory { database in
            let confirmed = try database.run(
                """
                UPDATE second_factor SET is_confirmed = 1, last_used_step = \(step)
                WHERE user_id = \(user) AND NOT is_confirmed
                """)
            guard confirmed > 0 else { return false }
            try database.insertRecoveryCodes(recoveryCodeHashes, of: user)
            try database.endSessions(of: user, except: kept)
            return true
        }
    }

    public func useStep(_ step: Int64, of user: UserID) async throws -> Bool {
        try await changeDirectory {
            try $0.run(
                """
                UPDATE second_factor SET last_used_step = \(step)
                WHERE user_id = \(user) AND is_confirmed AND last_used_step < \(step)
                """) > 0
        }
    }

    public func useRecoveryCode(hash: [UInt8], of user: UserID, at now: Timestamp) async throws -> Bool {
        try await changeDirectory {
            try $0.run(
                """
                UPDATE recovery_code SET used_at = \(now)
                WHERE user_id = \(user) AND hash = \(hash) AND used_at IS NULL
                """) > 0
        }
    }

    public func replaceRecoveryCodes(_ hashes: [[UInt8]], of user: UserID) async throws {
        try await changeDirectory { try $0.insertRecoveryCodes(hashes, of: user) }
    }

    public func removeSecondFactor(of user: UserID) async throws -> Bool {
        try await changeDirectory { try $0.removeSecondFactor(of: user) > 0 }
    }
}

extension Connection {
    fileprivate func insertRecoveryCodes(_ hashes: [[UInt8]], of user: UserID) throws {
        try run("DELETE FROM recovery_code WHERE user_id = \(user)")
        for hash in hashes {
            try run("INSERT INTO recovery_code (user_id, hash) VALUES (\(user), \(hash)) ON CONFLICT DO NOTHING")
        }
    }

    @discardableResult
    fileprivate func removeSecondFactor(of user: UserID) throws -> Int {
        try run("DELETE FROM recovery_code WHERE user_id = \(user)")
        return try run("DELETE FROM second_factor WHERE user_id = \(user)")
    }
}
