/// The commonest passwords of ten characters and more, and the words that shorter ones are stretched from: compared
/// after digits and signs at the ends are taken off (`PasswordRules.core`).
enum CommonPasswords {
    static let words: Set<String> = [
        // Words that digits are hung on.
        "password", "passwort", "passwd", "passw", "motdepasse", "contraseña", "senha", "wachtwoord", "qwerty",
        "qwertz", "azerty", "qwert", "asdf", "asdfgh", "asdfghjkl", "zxcvbn", "zxcvbnm", "qazwsx", "qazwsxedc",
        "letmein", "welcome", "willkommen", "bienvenue", "admin", "administrator", "root", "login", "master",
        "superman", "batman", "monkey", "dragon", "iloveyou", "princess", "sunshine", "football", "baseball",
        "basketball", "soccer", "hockey", "shadow", "michael", "jennifer", "jessica", "ashley", "daniel", "thomas",
        "charlie", "jordan", "hunter", "ranger", "buster", "killer", "trustno", "starwars", "pokemon", "computer",
        "internet", "samsung", "google", "facebook", "apple", "secret", "changeme", "default", "guest", "test",
        "testing", "testtest", "demo", "user", "server", "database", "hello", "helloworld", "whatever", "freedom",
        "summer", "winter", "spring", "autumn", "monday", "friday", "january", "december", "love", "lovely", "lover",
        "loveyou", "babygirl", "fuckyou", "asshole", "abc", "abcdef", "abcdefgh", "qwertyuiop", "passpass",
        "passwordpassword", "mypassword", "newpassword", "temppassword", "temporary", "correcthorsebatterystaple",
        "correct horse battery staple", "liverpool", "chelsea", "arsenal", "barcelona", "juventus", "manchester",
        "blink", "slipknot", "metallica", "cheese", "pepper", "ginger", "cookie", "chocolate", "butterfly", "flower",
        "purple", "orange", "yellow", "silver", "golden", "diamond", "angel", "jesus", "christ", "matrix", "naruto",
        "minecraft", "fortnite", "korea", "seoul", "daehanminguk", "dkssud", "dkssudgktpdy", "rkskek", "rlaclqkrtm",
        "wjdakf", "tkfkdgo", "tkfkd", "qlalfqjsgh", "wkehdck", "alclsrj",
        // Whole ones.
        "1234567890", "12345678910", "0123456789", "0987654321", "9876543210", "1111111111", "1q2w3e4r5t",
        "1q2w3e4r5t6y", "1qaz2wsx3edc", "q1w2e3r4t5", "q1w2e3r4t5y6", "qwer1234asdf", "1234qwerasdf", "123qweasdzxc",
        "zaq12wsxcde3", "asdf1234qwer", "a1b2c3d4e5", "123456789a", "1234554321", "1122334455", "1212121212",
        "0000000000", "1029384756", "147258369", "1472583690", "7894561230", "qwerty123456", "passw0rd123",
        "p@ssw0rd123", "trustno1trustno1", "iloveyou123", "letmein123", "welcome123", "qpalzm1029",
    ]
}
