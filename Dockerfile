# The same image as dotnet publish -t:PublishContainer makes (src/Gateway/Gateway.csproj). A test holds the two, and the manifests, together.
FROM mcr.microsoft.com/dotnet/sdk:10.0.401-noble AS build
WORKDIR /source
COPY .editorconfig Directory.Build.props Directory.Packages.props BannedSymbols.txt global.json ./
COPY src src
RUN dotnet publish src/Gateway -c Release -o /app

# Chiseled: no shell, no package manager, nobody is root. "extra" has the time zones that businesses keep their calendars by.
FROM mcr.microsoft.com/dotnet/aspnet:10.0.12-noble-chiseled-extra
WORKDIR /app
COPY --from=build /app .
ENV ASPNETCORE_URLS=http://+:8080
EXPOSE 8080 8081
USER 1654
ENTRYPOINT ["dotnet", "Periods.Gateway.dll"]
